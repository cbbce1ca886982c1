"""Wrong words on the command line and unusable places: one Chinese line, exit code 2, nothing written, no echo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cli_desk import PERSON, PHONE, SMS, call, list_names, refuse, succeed

if TYPE_CHECKING:
    from pathlib import Path

ORDERS = "files/orders/jd.csv"
SPARSE = {"--purpose": "repeated_marketing", "--channel": "sms", "--out": "结果"}


def screen(brand: Path, *more: object, **changed: object) -> str:
    """Screen the JD orders with some options changed; it must be refused, with nothing changed on disk."""
    options = SPARSE | {f"--{name}": str(value) for name, value in changed.items()}
    before = list_names(brand.parent)
    told = refuse("screen", brand / ORDERS, *[w for pair in options.items() for w in pair], *more, "--workspace", brand)
    assert before == list_names(brand.parent)
    return told


@pytest.mark.parametrize(
    ("option", "word", "hint"),
    [
        ("purpose", "repeated_marketin", "是不是 `repeated_marketing`？请"),
        ("purpose", "重复营消", "是不是 `重复营销`？请"),
        ("purpose", PHONE, "repeated_marketing（重复营销）"),
        ("channel", "smss", "是不是 `sms`？请"),
        ("channel", PERSON, "wecom（企业微信）"),
        ("shop", f"{PHONE}=某店", "taobao_tmall（淘宝/天猫）"),
        ("reading", f"d1={PHONE}", "d1=separate_tap|scan_is_enough"),
        ("reading", PHONE, "d1=separate_tap|scan_is_enough"),
        ("on", "2026-02-30", "YYYY-MM-DD"),
        ("on", "20260101", "YYYY-MM-DD"),
        ("on", "0026-01-01", "YYYY-MM-DD"),
        ("on", PHONE, "YYYY-MM-DD"),
        ("handler", PERSON, "从这些里选：允诺样例日化有限公司"),
    ],
)
def test_unknown_word(option: str, word: str, hint: str, brand: Path) -> None:
    """An unknown word is answered with what comes near or with all there is."""
    assert hint in screen(brand, **{option: word})


def test_handler_missing(desk: Path, played: Path) -> None:
    """Where no notice says who the handler is, the command line must."""
    told = refuse("screen", played / ORDERS, *SMS, "--out", "结果", "--workspace", desk / "新")

    assert "--handler" in told


def test_out_not_empty(brand: Path) -> None:
    """Results are never overwritten."""
    out = brand.with_name("旧结果")
    out.mkdir()
    (out / "report.html").write_text("旧", "utf-8")

    assert "不是空的" in screen(brand, out=out)
    assert "旧" == (out / "report.html").read_text("utf-8")


def test_out_here(brand: Path) -> None:
    """The folder one stands in is named, although it was written as a dot."""
    assert f"`{brand.parent.name}` 不是空的" in screen(brand, out=".")


def test_out_file(brand: Path) -> None:
    """A file cannot be the output folder."""
    out = brand.with_name("结果.csv")
    out.write_text("x", "utf-8")

    assert "`结果.csv` 不是文件夹" in screen(brand, out=out)


@pytest.mark.parametrize("out", ["/proc/没有/结果", "名" * 300, f"brand/{ORDERS}/结果"])
def test_out_impossible(out: str, brand: Path) -> None:
    """A place where no folder can be made is refused before any work."""
    screen(brand, out=out)


def test_out_made_on_the_way(brand: Path) -> None:
    """Folders made on the way to the output vanish with a failed run."""
    screen(brand, "--layout", "pdd.order.2025", out="一/二/结果")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["scren"], "是不是 screen？请看 yunnuo --help"),
        ([PHONE], "有 screen、identify、decide"),
        (["people", "fnd"], "是不是 find？请看 yunnuo people --help"),
        (["people", "find", PHONE], "多写了参数"),
        (["people", "find", f"--{PHONE}"], "没有这个选项"),
        (["people", "find", "--phon", PHONE], "是不是 --phone、--shop？"),
        (["people", "find", "--phone"], "选项 --phone 的用法不对"),
        (["rules", "check", f"--strict={PHONE}"], "选项 --strict 的用法不对"),
        (["screen"], "缺少参数 FILE"),
        (["screen", "a.csv", "--channel", "sms", "--out", "o"], "缺少选项 --purpose"),
        (["demo", "--orders", PERSON], "选项 --orders 的值不对：要写整数"),
        (["consent", "declare", "--since", "2024-01-01"], "缺少选项 --record"),
        (["people", "find"], "--phone、--email、--account"),
        (["people", "find", "--phone", PHONE, "--email", "a@example.com"], "--phone、--email、--account"),
        (["people", "find", "--account", PERSON], "--platform 和 --shop"),
        (["people", "find", "--account", PERSON, "--platform", PHONE, "--shop", "店"], "youzan（有赞）"),
        (["people", "find", "--phone", "-"], "不是完整的手机号"),
        (["bench", PHONE], "screen"),
        (["demo", "--orders", "3", "--workspace", "样例"], "400"),
        (["rules", "show", PHONE], "yunnuo rules list"),
        (["rules", "list", "--on", PHONE], "YYYY-MM-DD"),
        (["rules", "check", "--book", "没有"], "不是规则库"),
        (["rules", "test", "--book", "."], "不是规则库"),
    ],
)
def test_usage(words: list[str], hint: str, desk: Path) -> None:
    """A slip of the hand gets one line that shows the way, and leaves nothing."""
    told = refuse(*words)

    assert hint in told
    assert set() == list_names(desk)


def test_no_command() -> None:
    """Without a command the help is shown, in Chinese."""
    done = call()

    assert 2 == done.code
    assert done.err.startswith("用法：yunnuo [选项] 命令 …")


@pytest.mark.parametrize(
    "words",
    [
        ["people", "find", "--phone", PHONE],
        ["consent", "show", "--phone", PHONE],
        ["consent", "withdraw", "--phone", PHONE],
        ["consent", "declare", "--record", "consents", "--since", "2024-01-01", "--by", "法务"],
        ["notice", "show"],
        ["backup", "备份.db"],
    ],
)
def test_workspace_mistyped(words: list[str], desk: Path) -> None:
    """A mistyped workspace is not made anew: a withdrawal recorded there would be lost."""
    told = refuse(*words, "--workspace", "没有这个")

    assert "`没有这个` 不是工作区" in told
    assert set() == list_names(desk)


def test_workspace_file(desk: Path) -> None:
    """A workspace cannot be a file."""
    (desk / "文件").write_text("x", "utf-8")

    assert "文件夹" in refuse("notice", "show", "--workspace", "文件")


def test_workspace_damaged(brand: Path) -> None:
    """A damaged database is said to be one; its keys stay."""
    for name in ("yunnuo.db", "yunnuo.db-wal", "yunnuo.db-shm"):
        (brand / name).unlink(missing_ok=True)
    (brand / "yunnuo.db").write_bytes(b"x" * 8192)

    assert "[workspace.damaged]" in refuse("notice", "show", "--workspace", brand)
    assert (brand / "keys" / "keyring.json").exists()


def test_workspace_keyless(brand: Path) -> None:
    """Records without their keys are refused, not sealed with new ones."""
    (brand / "keys" / "keyring.json").unlink()
    (brand / "keys").rmdir()

    refuse("notice", "show", "--workspace", brand, code=1)
    assert not (brand / "keys" / "keyring.json").exists()


def test_demo_elsewhere(brand: Path) -> None:
    """The demo never replaces a folder that is not an earlier demo."""
    own = brand.with_name("自己的")
    own.mkdir()
    (own / "要紧.txt").write_text("x", "utf-8")

    refuse("demo", "--workspace", own, "--orders", "400")
    assert {"要紧.txt"} == list_names(own)


def test_help_speaks_chinese() -> None:
    """Every command's help is Chinese down to the headings."""
    for words in ([], ["screen"], ["people", "find"], ["consent", "withdraw"], ["rules", "check"], ["decide"]):
        text = succeed(*words, "--help")
        assert [] == [
            word
            for word in ("Usage", "Options", "Commands", "Arguments", "Show this", "required", "default:")
            if word in text
        ]
        assert "显示这份说明" in text
