"""The screening report shows everything in the summary, escapes it, fetches nothing, and says what does not add up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jinja2
import pytest
from report_page import Page, empty_summary, load_summary, with_counts

from yunnuo.flows.report import render_report

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES = {"schema", "fact", "id", "platform", "kind", "certainty", "force", "gate", "timing", "generated_at"}


@pytest.fixture
def summary() -> dict[str, Any]:
    """Return the sample summary, fresh for each test."""
    return load_summary()


def walk_leaves(node: Any, name: str = "") -> Iterator[tuple[str, Any]]:  # the summary is any JSON
    """Yield every value of a JSON tree with the name it stands under."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk_leaves(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from walk_leaves(value, name)
    else:
        yield name, node


def test_everything_shown(summary: dict[str, Any]) -> None:
    """Every number and every sentence of the summary stands in the visible text; only codes are left out."""
    text = Page(render_report(summary)).text

    for name, value in walk_leaves(summary):
        if isinstance(value, bool) or value in (None, "") or name in CODES:
            continue
        shown = f"{value:,}" if isinstance(value, int) else str(value)
        assert re.search(rf"(?<![\d,.]){re.escape(shown)}(?![\d,])", text), name


def test_codes_in_words(summary: dict[str, Any]) -> None:
    """Kinds, gates, certainty and the time of making are shown in Chinese words, not as codes."""
    text = Page(render_report(summary)).text

    for words in ["订单明细", "合法性基础", "平台许可", "高，在真实文件", "2026-11-23 10:42:07（北京时间）"]:
        assert words in text
    assert "import_template" not in text


def test_another_day(summary: dict[str, Any]) -> None:
    """An answer for any day but today says that nothing may be sent on it."""
    page = Page(render_report(summary | {"today": False, "on": "2022-10-14"}))

    assert "按 2022-10-14 当天的规则和事实，可以为" in page.text
    assert "不能据此发送" in page.text


def test_names_escaped(summary: dict[str, Any]) -> None:
    """A name that looks like markup is shown as it is written and changes nothing on the page."""
    hostile = '<b>甲</b>"></style><script>x</script>'
    summary["handler"] = summary["entrusted"] = summary["files"][0]["name"] = hostile
    page = Page(render_report(summary))

    assert hostile in page.text
    assert "script" not in page.names
    assert [] == page.torn


def test_revision_in_print(summary: dict[str, Any]) -> None:
    """The revision in the printed footer cannot leave its CSS string."""
    html = render_report(summary | {"revision": 'r1"; } body { display: none } </style>'})

    assert "规则库 r1  body  display: none  style ·" in html.replace("; ", " ")
    assert 1 == html.count("</style>")


def test_nothing_fetched(summary: dict[str, Any]) -> None:
    """The page names no address, runs no script, and forbids the browser to fetch anything."""
    html = render_report(summary)
    page = Page(html)

    assert not re.search(r"https?:|url\(|@import|//[a-z]", html)
    assert {"script", "link", "img", "iframe"}.isdisjoint(page.names)
    assert {"src", "href", "style", "onclick"}.isdisjoint(name for name, _ in page.attributes)
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_only_known_fields(summary: dict[str, Any]) -> None:
    """A field the schema does not name never reaches the page, wherever it stands."""
    canary = "不该出现的内容"
    for node in [summary, summary["files"][0], summary["waterfall"][0], summary["missing"][0], summary["duties"][0]]:
        node |= {"receiver_phone": canary, "example": [canary], "account": canary}

    assert canary not in render_report(summary)


def test_page_whole(summary: dict[str, Any]) -> None:
    """The page is balanced Chinese HTML with one first heading and no level skipped."""
    page = Page(render_report(summary))

    assert [] == page.torn
    assert ("lang", "zh-CN") in page.attributes
    assert 1 == page.levels.count(1)
    assert page.levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False))


def test_law_and_contract_apart(summary: dict[str, Any]) -> None:
    """A reason from a platform contract is drawn and tagged otherwise than one from the law."""
    html = render_report(summary)

    assert sum(step["force"] == "contract" for step in summary["waterfall"]) == html.count('"tag contract"')
    assert sum(step["force"] != "contract" for step in summary["waterfall"]) == html.count('"tag law"')
    assert 2 == html.count('<rect class="cut contract"')  # the third contract reason is nobody's first


def test_nobody_recognised(summary: dict[str, Any]) -> None:
    """A screening that recognised nobody gives a whole page with a sentence in each empty place."""
    page = Page(render_report(empty_summary(summary)))

    assert [] == page.torn
    assert "table" in page.names  # law and contract stay, as zeros
    assert 3 == page.text.count("没有参与判断的人。")
    assert "没有输入文件。" in page.text


def test_all_permitted(summary: dict[str, Any]) -> None:
    """When nobody is excluded there is no waterfall and nothing to remedy, and the page says so."""
    whole = with_counts(empty_summary(summary), 9, 0, 0)
    text = Page(render_report(whole)).text

    assert "没有任何理由排除了人" in text
    assert "不需要补救" in text
    assert "规则库没有给出随这次联系而来的义务" in text


def test_none_permitted(summary: dict[str, Any]) -> None:
    """With nobody permitted and no remedy found, the page promises neither duties nor a way out."""
    text = Page(render_report(with_counts(empty_summary(summary), 0, 9, 0))).text

    assert "没有可以联系的人，所以没有随之而来的义务" in text
    assert "没有找到任何一种单独做到" in text


def test_reason_without_force(summary: dict[str, Any]) -> None:
    """A reason that no rule gives, such as missing facts, is drawn as undetermined and carries no source line."""
    source = {"force": "", "force_zh": "", "gate": "", "confidence": "", "citations": []}
    summary["waterfall"] = [summary["waterfall"][0] | source | {"zh": "事实不全"}]
    html = render_report(summary)

    assert "事实不全" in html
    assert '<rect class="undetermined"' in html
    assert '<span class="tag' not in html


def test_rule_not_verified(summary: dict[str, Any]) -> None:
    """A rule nobody has verified says so in place of a day."""
    summary["rules"][0]["verified_on"] = None

    assert "未核对" in Page(render_report(summary)).text


def test_sum_wrong(summary: dict[str, Any]) -> None:
    """Counts that do not add up are called out on the page, with the difference."""
    assert "没有对上" not in render_report(summary)

    summary["waterfall"][0]["excluded"] -= 5

    assert "没有对上，相差 491" in render_report(summary)


def test_remedies_ranked(summary: dict[str, Any]) -> None:
    """The remedy that frees most people stands first, whatever the order of the summary."""
    forward = render_report(summary)
    summary["remedies"].reverse()

    assert forward == render_report(summary)


def test_sequence_adds_up(summary: dict[str, Any]) -> None:
    """The best order starts at today's answer, and each step adds what it says."""
    text = Page(render_report(summary)).text
    reached = summary["outcomes"]["overall"]["permitted"]

    for step in summary["sequence"]:
        reached += step["gains"]
        assert reached == step["permitted"]
        assert f"+{step['gains']:,}" in text
    assert "最佳次序" not in Page(render_report(summary | {"sequence": []})).text


def test_each_consequence_once(summary: dict[str, Any]) -> None:
    """A consequence stands once on the page, with the number of reasons behind it, contract apart from law."""
    text = Page(render_report(summary)).text
    reasons = sum(step["force"] == "contract" for step in summary["waterfall"])

    assert 1 == text.count("扣保证金、下架、关店")
    assert f"平台：扣保证金、下架、关店 {reasons} 条" in text
    assert "没有排除的理由" in Page(render_report(summary | {"waterfall": []})).text


def test_wrong_schema(summary: dict[str, Any]) -> None:
    """A summary of another schema, or one that lacks a field, is refused rather than shown with blanks."""
    with pytest.raises(ValueError, match="not a yunnuo"):
        render_report(summary | {"schema": "yunnuo.screen.summary/0"})
    del summary["duties"][0]["citation"]
    with pytest.raises(jinja2.UndefinedError):
        render_report(summary)


def test_thirty_reasons_small(summary: dict[str, Any]) -> None:
    """Thirty long reasons and as many rules stay well under 300 kB."""
    reason, rule = summary["waterfall"][0], summary["rules"][0]
    long = {"zh": "看到的告知没有写明这个目的" * 12, "citations": ["某部规章第一百二十三条第四款第五项"] * 4}
    summary["waterfall"] = [reason | long] * 30
    summary["rules"] = [rule | {"zh": long["zh"]}] * 60

    assert len(render_report(summary).encode()) < 300_000
