"""`rules show|asof|diff|fmt|facts|impact`: the same content as text and as JSON, and bad input refused in one line."""

from __future__ import annotations

import json
from shutil import copytree, ignore_patterns
from typing import TYPE_CHECKING

import pytest
from cli_desk import call, list_files, refuse, succeed

from yunnuo.rulebook.book import SHIPPED

if TYPE_CHECKING:
    from pathlib import Path

MARKETING = ("--purpose", "重复营销", "--channel", "短信")


def _copy_book(folder: Path) -> Path:
    return copytree(SHIPPED, folder, ignore=ignore_patterns("*.py", "__pycache__"))


def test_article_page() -> None:
    """A page tells the law, that nobody signed, the gist, each rule in Chinese, and the cases that test it."""
    text = succeed("rules", "show", "pipl.a006")
    page = json.loads(succeed("rules", "show", "pipl.a006", "--json"))
    rule = page["versions"][0]["paragraphs"][0]["rules"][0]

    assert ("yunnuo.rules.article/1", "none", "in_force") == (
        page["schema"],
        page["signed_by"],
        page["versions"][0]["state"],
    )
    assert "未经律师" in text.splitlines()[2]
    assert page["versions"][0]["paragraphs"][0]["gist"] in text
    assert [] == [line for line in (*rule["lines"], *rule["cases"]) if line not in text]
    assert "当联系方式的形态是虚拟号" in rule["lines"][0]


def test_article_by_its_rule() -> None:
    """The id of a rule finds its article, and `--raw` prints the file as it stands."""
    raw = succeed("rules", "show", "pipl.a006.p1.expired", "--raw")

    assert (SHIPPED / "cn" / "pipl" / "a006.md").read_text("utf-8") == raw[:-1]


def test_cases_stand_with_their_version() -> None:
    """A case of an earlier day stands under the version it tests, not under the newest."""
    page = json.loads(succeed("rules", "show", "platform.douyin.off_platform", "--json"))
    held = {
        version["since"]: {case for part in version["paragraphs"] for rule in part["rules"] for case in rule["cases"]}
        for version in page["versions"]
    }

    assert ["in_force", "ended"] == [version["state"] for version in page["versions"]]
    assert set() == held["2022-04-11"] & held["2021-08-01"]
    assert held["2022-04-11"]
    assert held["2021-08-01"]


def test_day_and_its_law() -> None:
    """A day of the past shows the law of that day, as text and as JSON."""
    text = succeed("rules", "asof", "2022-10-14", "--law", "sms_2015")
    laws = json.loads(succeed("rules", "asof", "2022-10-14", "--law", "sms_2015", "--json"))["laws"]

    assert [("sms_2015", "in_force", "ended")] == [(law["id"], law["state"], law["state_today"]) for law in laws]
    assert "有效，今天已失效" in text


def test_two_days_and_two_books(desk: Path) -> None:
    """Two days of one book and two books are compared the same way."""
    folder = _copy_book(desk / "new")
    file = folder / "parameters" / "contract_purposes.yaml"
    file.write_text(file.read_text("utf-8").replace(", invoice]", "]"), "utf-8")
    days = json.loads(succeed("rules", "diff", "2022-10-14", "2026-11-23", "--json"))
    books = json.loads(succeed("rules", "diff", SHIPPED, folder, "--json"))

    assert ("2022-10-14", "2026-11-23") == (days["old"]["on"], days["new"]["on"])
    assert [] == books["rules"] + books["words"]
    assert [["开票"]] == [field["old"] for change in books["parameters"] for field in change["fields"]]
    assert "－ 开票" in succeed("rules", "diff", SHIPPED, folder)


def test_tidying_a_book(desk: Path) -> None:
    """`--check` tells what is not tidy and fails; without it the file is tidied and the next check succeeds."""
    folder = _copy_book(desk / "book")
    file = folder / "cn" / "pipl" / "a006.md"
    tidy = file.read_bytes()
    file.write_bytes(tidy.replace(b"kind: forbids\n", b"kind:   forbids  \n"))
    checked = call("rules", "fmt", "--check", "--book", folder, file)

    assert (1, "cn/pipl/a006.md") == (checked.code, checked.out.splitlines()[0])
    succeed("rules", "fmt", "--book", folder, file)
    assert tidy == file.read_bytes()
    assert "写法都是统一的。\n" == succeed("rules", "fmt", "--check", "--book", folder, file)


@pytest.mark.parametrize("name", ["facts", "cases", "rule"])
def test_schema_is_printed(name: str) -> None:
    """Each schema is printed alone, ready to be written into a file."""
    schema = json.loads(succeed("rules", "facts", "--schema", name))

    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]


def test_facts_as_before() -> None:
    """Without a schema the facts are listed, in JSON too."""
    rows = json.loads(succeed("rules", "facts", "--json"))

    assert "deceased" in {row["id"] for row in rows}
    assert "deceased: yes|no" in succeed("rules", "facts")


def test_impact_of_a_reading(brand: Path) -> None:
    """A reading is weighed on everybody of the workspace; nothing in it changes."""
    before = {name: held for name, held in list_files(brand).items() if not name.endswith(("-wal", "-shm"))}
    asked = ("rules", "impact", "--workspace", brand, *MARKETING, "--reading", "d1=scan_is_enough")
    weighed = json.loads(succeed(*asked, "--json"))
    after = {name: held for name, held in list_files(brand).items() if not name.endswith(("-wal", "-shm"))}

    assert ("yunnuo.rules.impact/1", {"d1": "scan_is_enough"}) == (weighed["schema"], weighed["new"]["readings"])
    assert weighed["contacts"] == sum(weighed["old"]["outcomes"].values()) > 0
    assert before == after
    assert "什么也没有写" in succeed(*asked)


@pytest.mark.parametrize(
    "words",
    [
        ("show", "pipl.a999"),
        ("show", "pipl.a006", "--book", "nowhere"),
        ("asof", "2022-13-01"),
        ("asof", "2022-10-14", "--law", "pip"),
        ("diff", "2022-10-14", "nowhere"),
        ("diff", ".", "2022-10-14"),
        ("fmt", "nowhere.md"),
        ("facts", "--schema", "rules"),
        ("impact", "nowhere", *MARKETING),
        ("impact", "--purpose", "广告", "--channel", "短信"),
        ("impact", *MARKETING, "--reading", "d1=wide"),
        ("impact", *MARKETING, "--workspace", "nowhere"),
    ],
    ids=" ".join,
)
def test_bad_input_is_refused(desk: Path, words: tuple[str, ...]) -> None:
    """What does not exist is refused with what to do, and nothing is written."""
    refuse("rules", *words)

    assert {} == list_files(desk)


def test_copy_holds_the_law_alone(desk: Path) -> None:
    """A copy decides as the shipped rulebook does, holds no program, and is never laid over anything."""
    succeed("rules", "copy", desk / "mine")

    assert "没有不同" in succeed("rules", "diff", desk / "mine")
    assert [] == list((desk / "mine").rglob("*.py"))
    assert "rules.copy" in refuse("rules", "copy", desk / "mine")


def test_copy_is_asked(desk: Path) -> None:
    """A question and the list of rules can be asked of a copy; one folder or day is compared with what is in use."""
    succeed("rules", "copy", desk / "mine")
    file = desk / "mine" / "cn" / "cpl" / "a029.md"
    file.write_text(
        file.read_text("utf-8").replace("zh: 未经同意或者请求，不得发送商业性信息", "zh: 先问再发"), "utf-8"
    )
    (desk / "facts.yaml").write_text("on: 2014-06-01\npurpose: repeated_marketing\nchannel: sms\n", "utf-8")
    told = succeed("decide", desk / "facts.yaml", "--book", desk / "mine", "--json")

    assert "先问再发" in succeed("rules", "list", "--book", desk / "mine")
    assert json.loads(told)["revision"] in succeed("rules", "diff", desk / "mine").splitlines()[0]
    assert "规则：修改 1" in succeed("rules", "diff", desk / "mine")
    assert "2022-10-14 有效的" in succeed("rules", "diff", "2022-10-14").splitlines()[0]


def test_page_says_what_was_read() -> None:
    """A rule known from reports only is not said to be compared with the law; drafted cases are listed on demand."""
    page, whole = succeed("rules", "show", "sms_2026.a021"), succeed("rules", "show", "sms_2026.a021", "--drafted")

    assert "正式文本没有见到" in page.splitlines()[2]
    assert "与正式文本核对" in succeed("rules", "show", "pipl.a013").splitlines()[2]
    assert "个工具起草的案例" in page
    assert "个工具起草的案例" not in whole
    assert len(page) < len(whole)
