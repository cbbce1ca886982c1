"""`people`, `consent`, `notice`, `backup`, `restore`: recorded, shown masked, withdrawn at once, brought back whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
import pytest
from cli_desk import CANARIES, PHONE, SMS, call, find_canaries, list_files, list_names, refuse, succeed

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "事件,标识类型,标识,时间,目的,渠道,信息种类,处理者,告知版本,方式,平台,店铺\n"
TRUTH = """SELECT contact FROM '{file}' WHERE scene = '{scene}' AND contact_kind = 'phone'
AND purpose = 'repeated_marketing' AND channel = 'sms' ORDER BY circle, contact"""
SECOND = "19900099996"
STOPS = "撤回,手机号,{phone},2025-01-01,,,,,,,,\n"


def look_up(brand: Path, scene: str) -> list[str]:
    """Return the phones of those who play a scene of the demo."""
    file = brand / "files" / "truth" / "truth.parquet"
    with duckdb.connect() as connection:
        rows = connection.execute(TRUTH.format(file=file, scene=scene)).fetchall()
    return list(dict.fromkeys(phone for (phone,) in rows))


def screen(brand: Path, out: str, orders: str = "youzan_orders.csv") -> set[str]:
    """Screen one file of the demo for SMS marketing; return the permitted numbers."""
    file = brand / "files" / "orders" / orders
    succeed("screen", file, *SMS, "--out", out, "--workspace", brand, "--shop", "允诺样例旗舰店")
    lines = (brand.parent / out / "permitted.csv").read_text("utf-8-sig").splitlines()
    return {line[-11:] for line in lines[1:]}


def test_withdraw(brand: Path) -> None:
    """Who withdraws is off the list of the next screening; the command repeats no number."""
    before = screen(brand, "前")
    phone = min(before)

    told = succeed("consent", "withdraw", "--phone", "-", "--workspace", brand, stdin=f" {phone} \n")

    assert "已撤回，立即生效" in told
    assert phone not in told
    assert phone not in screen(brand, "后")


def test_withdraw_circle(brand: Path) -> None:
    """Whom orders or declarations link to the one who withdraws is off the list too."""
    phones = look_up(brand, "member_sms_tmall")
    before = screen(brand, "前", "tmall.csv")
    phone = next(phone for phone in phones if phone in before)
    account = f"撤回,手机号,{SECOND},2025-06-01,,,,,,,,,手机号,{phone}\n"
    link = brand.with_name("联.csv")
    link.write_text(HEADER.replace("\n", ",另一标识类型,另一标识\n") + account, "utf-8")

    succeed("consent", "import", link, "--workspace", brand)

    assert phone not in screen(brand, "后", "tmall.csv")


def test_withdraw_partly(brand: Path) -> None:
    """A withdrawal for one channel leaves the other; purposes and channels may be said in Chinese."""
    phone = min(screen(brand, "前"))
    succeed("consent", "withdraw", "--phone", phone, "--channel", "电子邮件", "--workspace", brand)
    assert phone in screen(brand, "中")

    succeed("consent", "withdraw", "--phone", phone, "--purpose", "重复营销", "--channel", "短信", "--workspace", brand)
    assert phone not in screen(brand, "后")


def test_withdraw_for_one_recipient(brand: Path) -> None:
    """A withdrawal for a recipient leaves the brand's own messages, and says when no agreement names that recipient."""
    phone = min(screen(brand, "前"))
    said = succeed("consent", "withdraw", "--phone", phone, "--recipient", "别家、某家", "--workspace", brand)

    assert phone in screen(brand, "后")
    assert ["仅限", "“别家”", "“某家”"] == [word for word in ("仅限", "“别家”", "“某家”") if word in said]
    refuse("consent", "withdraw", "--phone", phone, "--recipient", " ", "--workspace", brand)


@pytest.mark.parametrize("word", ["--purpose", "--channel"])
def test_withdraw_unknown_word(word: str, brand: Path) -> None:
    """An unknown purpose or channel records nothing."""
    refuse("consent", "withdraw", "--phone", PHONE, word, PHONE, "--workspace", brand)

    refuse("people", "find", "--phone", PHONE, "--workspace", brand, code=1)


def test_withdraw_unknown_number(brand: Path) -> None:
    """A withdrawal of a number nobody knows holds when a consent to it comes in afterwards."""
    succeed("consent", "withdraw", "--phone", "-", "--workspace", brand, stdin=PHONE)
    notice = "N2024-07"
    rows = [
        f"同意,手机号,{phone},2025-01-01 10:00,重复营销,短信,手机号,允诺样例日化有限公司,{notice},勾选,,\n"
        for phone in (PHONE, SECOND)
    ]
    brand.with_name("同意.csv").write_text(HEADER + "".join(rows), "utf-8")
    succeed("consent", "import", "同意.csv", "--workspace", brand)
    mapping = (
        "platform: youzan\nkind: orders\norigin: own_order\ncolumns: {order_id: 单号, buyer_phone: 手机, shop: 店铺}\n"
    )
    brand.with_name("对照.yaml").write_text(mapping, "utf-8")
    brand.with_name("订单.csv").write_text(f"单号,手机,店铺\nE1,{PHONE},店\nE2,{SECOND},店\n", "utf-8")

    succeed("screen", "订单.csv", "--mapping", "对照.yaml", *SMS, "--out", "结果", "--workspace", brand)

    assert PHONE not in (brand.parent / "结果" / "permitted.csv").read_text("utf-8-sig")
    assert "撤回" in succeed("consent", "show", "--phone", PHONE, "--workspace", brand)


def test_find_masked(brand: Path) -> None:
    """A person is shown with the number masked, by number, by account and from standard input alike."""
    phone = look_up(brand, "own_consent_current")[0]

    told = succeed("people", "find", "--phone", phone, "--workspace", brand)

    assert phone not in told
    assert f"{phone[:3]}******{phone[-2:]}" in told
    assert told == succeed("people", "find", "--phone", "-", "--workspace", brand, stdin=f"{phone}\n")
    assert phone not in succeed("consent", "show", "--phone", phone, "--workspace", brand)


def test_import_again(brand: Path) -> None:
    """The same files once more change nothing."""
    orders, events = (brand / "files" / name for name in ("orders/youzan_orders.csv", "events/02_consents.csv"))

    assert "以前导入过，没有变化" in succeed("people", "import", orders, "--workspace", brand)
    assert "新事件 0" in succeed("consent", "import", events, "--workspace", brand)


def test_bad_events(brand: Path) -> None:
    """An event file with wrong rows is refused whole; each wrong row is listed."""
    rows = [
        f"同意,手机号,{PHONE},2025-02-30,重复营销,短信,手机号,某,N2024-07,勾选,,\n",
        f"统一,手机号,{PHONE},2025-02-20,重复营销,短信,手机号,某,N2024-07,勾选,,\n",
        f"同意,手机号,{CANARIES[1]},2025-02-20,重复营消,{PHONE},手机号,某,N2024-07,勾选,,\n",
        f"同意,手机号,{PHONE},2025-02-20,重复营销,短信,手机号,某,{PHONE},勾选,,\n",
        STOPS.format(phone=PHONE),
    ]
    brand.with_name("坏.csv").write_text(HEADER + "".join(rows), "utf-8")

    done = call("consent", "import", "坏.csv", "--workspace", brand)
    refuse("consent", "import", "坏.csv", "--workspace", brand)

    assert "文件有 6 处错误" in done.err
    assert [] == [row for row in (2, 3, 4, 5) if f"第 {row} 行 列「" not in done.err]
    assert "没有发布过这个告知版本" in done.err
    refuse("people", "find", "--phone", PHONE, "--workspace", brand, code=1)


@pytest.mark.parametrize(
    "content",
    [b"", HEADER.encode(), HEADER.encode("utf-16"), HEADER.replace("标识,", f"{PHONE},").encode(), HEADER.encode() * 2,
     STOPS.format(phone=PHONE).encode(), (HEADER + f'"撤回,手机号,{PHONE}\n').encode(), b"\x89PNG\r\n\x1a\n\x00"],
)  # fmt: skip
def test_bad_event_file(content: bytes, brand: Path) -> None:
    """An event file that cannot be read is refused by name."""
    brand.with_name("坏.csv").write_bytes(content)

    assert "（坏.csv" in refuse("consent", "import", "坏.csv", "--workspace", brand)


def test_backup_round_trip(brand: Path, desk: Path) -> None:
    """Restored with its keys, a backup knows the same people and answers the same."""
    phone = look_up(brand, "own_consent_current")[0]
    shown = succeed("consent", "show", "--phone", phone, "--workspace", brand)
    succeed("backup", "备份.db", "--keys", "密钥.json", "--workspace", brand)

    succeed("restore", "备份.db", "--keys", "密钥.json", "--workspace", desk / "还原")

    assert shown == succeed("consent", "show", "--phone", phone, "--workspace", desk / "还原")
    assert phone.encode() not in (desk / "备份.db").read_bytes()


def test_bad_backup(brand: Path, desk: Path) -> None:
    """What is no backup, has no keys, or would overwrite something is refused and leaves nothing."""
    succeed("backup", "备份.db", "--keys", "密钥.json", "--workspace", brand)
    (desk / "假.db").write_text(PHONE, "utf-8")
    before = list_names(desk)

    refuse("backup", "备份.db", "--workspace", brand)
    refuse("backup", "没有/备份.db", "--workspace", brand)
    refuse("restore", "没有.db", "--keys", "密钥.json", "--workspace", "新")
    refuse("restore", "假.db", "--keys", "密钥.json", "--workspace", "新")
    refuse("restore", "备份.db", "--keys", "没有.json", "--workspace", "新")
    refuse("restore", "备份.db", "--keys", "假.db", "--workspace", "新", code=1)
    refuse("restore", "备份.db", "--keys", "密钥.json", "--workspace", brand, code=1)

    assert before == list_names(desk)


def test_nobody_in_the_workspace(brand: Path) -> None:
    """Whatever is recorded of a person, no file of the workspace holds it in clear."""
    brand.with_name("停.csv").write_text(HEADER + STOPS.format(phone=PHONE), "utf-8")
    brand.with_name("对照.yaml").write_text(
        "platform: youzan\nkind: orders\n"
        "columns: {order_id: 单号, buyer_phone: 手机, buyer_name: 姓名, remark: 备注, shop: 店铺}\n",
        "utf-8",
    )
    brand.with_name("订单.csv").write_text(f"单号,手机,姓名,备注,店铺\nE1,{','.join(CANARIES[:3])},店\n", "utf-8")

    succeed("consent", "import", "停.csv", "--workspace", brand)
    succeed("people", "import", "订单.csv", "--mapping", "对照.yaml", "--workspace", brand)

    kept = {name: data.decode("latin-1") for name, data in list_files(brand).items() if not name.startswith("files/")}
    assert [] == [name for name, text in kept.items() if find_canaries(text)]
    assert json.loads(kept["keys/keyring.json"])


def test_erasing(brand: Path) -> None:
    """A reason that names somebody is refused, a question nobody answers erases nothing, and a yes erases, once."""
    number = (brand / "files" / "sample_phone.txt").read_text("utf-8").strip()
    asked = ("people", "erase", "--phone", number, "--workspace", brand)

    assert "[words.personal]" in refuse(*asked, "--yes", "--reason", f"{number} 要求")
    assert 1 == call(*asked, "--reason", "本人要求").code
    assert succeed(*asked, "--yes", "--reason", "本人要求").startswith("已删除")
    assert succeed(*asked, "--yes", "--reason", "本人要求").startswith("没有可删的了：以前已经删除")
