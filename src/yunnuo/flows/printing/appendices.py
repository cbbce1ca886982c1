"""The tables at the end of the printed book: gates, dated parameters, contested points, obligations, memo lines.

Must never shorten what a value, a choice or a reason says.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from yunnuo.flows.book_lines import lines_of, parameters_in
from yunnuo.flows.printing.edition import Table
from yunnuo.rulebook.periods import parse_period
from yunnuo.rulebook.phrasing import phrase_condition, phrase_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from yunnuo.flows.coverage import Coverage
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.conditions import Condition
    from yunnuo.rulebook.parameters import DatedValue

OUTCOMES = {"law": "法律", "contract": "平台合同"}
IDS = ", "  # a line of ids breaks only after a blank
OPENS = {"by_rule": "要有规则打开", "unless_closed": "没有规则关上就是开的"}


def list_gates(book: Book) -> Table:
    """Return every gate, when it is asked at all, and how it opens."""
    rows = []
    for gate in book.vocabulary.lists["gates"].values():
        ways = [
            "，且".join(phrase_condition(item, book.vocabulary, book.parameters) for item in lines)
            for lines in book.gates[gate.id]
        ]
        when = "；或者".join(filter(None, ways)) or "总是适用"
        outcome = OUTCOMES.get(str(gate.more.get("outcome", "")), "")
        rows.append((gate.zh, outcome, when, OPENS[str(gate.more.get("opens", "by_rule"))]))
    note = "每一个适用的关口都要打开；法律和平台合同的结论分开说，取较严的一个。"
    return Table("关口", note, ("关口", "性质", "何时适用", "怎样打开"), (18, 10, 50, 22), tuple(rows))


def list_parameters(book: Book, on: date | None) -> Table:
    """Return every dated number and list with its citations and the rules that use it; `on` keeps one value each."""
    users, facts = _find_users(book)
    rows = []
    for parameter in book.parameters.values():
        for held in _choose_values(parameter.values, on):
            value = _name_value(book, held.value, facts.get(parameter.id, ""))
            used = IDS.join(dict.fromkeys(users[parameter.id]))
            rows.append((f"{parameter.zh}\n{parameter.id}", f"{held.since} 起", value, held.cites, used))
    heads = ("参数", "哪天起", "取值", "出处", "用到它的规则")
    note = "法律定的数字和名单；同一个参数有几个日期的，自该日起用新的取值。"
    return Table("参数", note, heads, (22, 13, 22, 24, 19), tuple(rows))


def _choose_values(values: tuple[DatedValue, ...], on: date | None) -> list[DatedValue]:
    if on is None:
        return list(values)
    return [held for held in values if held.since <= on][:1]


def _find_users(book: Book) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return where each parameter is used, and the fact it is compared with."""
    users: dict[str, list[str]] = defaultdict(list)
    facts: dict[str, str] = {}
    for user, line in _list_lines(book):
        for name in parameters_in(line):
            users[name].append(user)
            facts.setdefault(name, line.fact)
    for versions in book.rules.values():
        for rule in versions:
            if rule.due and rule.due.parameter:
                users[rule.due.parameter].append(rule.id)
    return users, facts


def _list_lines(book: Book) -> Iterator[tuple[str, Condition]]:
    for gate, ways in book.gates.items():
        yield from ((f"关口“{book.vocabulary.zh('gates', gate)}”", line) for lines in ways for line in lines)
    for versions in book.rules.values():
        yield from ((rule.id, line) for rule in versions for line in lines_of(rule))


def _name_value(book: Book, value: tuple[str, ...], fact_id: str) -> str:
    """Return a value in Chinese: a number with its commas, a period, or the names of what is listed."""
    if len(value) == 1 and value[0].isdecimal():
        return f"{int(value[0]):,}"
    try:
        return "、".join(parse_period(word).zh for word in value) or "（没有）"
    except ValueError:
        fact = book.vocabulary.facts.get(fact_id)
        return "、".join(phrase_value(fact, word, book.vocabulary) if fact else word for word in value)


def list_points(book: Book) -> Table:
    """Return every contested point with its choices, the strictest first, and the rules of each."""
    rules: dict[tuple[str, str], list[str]] = defaultdict(list)
    for versions in book.rules.values():
        reading = versions[0].reading
        if reading.point:
            rules[reading.point, reading.option].append(versions[0].id)
    rows = []
    for point in book.vocabulary.lists["readings"].values():
        options = point.texts("options")
        names = point.texts("options_zh") or options
        for at, (option, name) in enumerate(zip(options, names, strict=True)):
            used = IDS.join(rules[point.id, option]) or "（没有专属的规则：别的选项的规则都不适用）"
            mark = "最严，没有选定时用它" if not at else ""
            rows.append((point.id.upper() if not at else "", point.zh if not at else "", name, mark, used))
    heads = ("编号", "问题", "选项", "", "这样选时才用到的规则")
    note = "法律界理解不一的地方。处理者选定一种理解，没有选定时用最严的；各种理解的理由写在规则下面。"
    return Table("有争议的口径", note, heads, (7, 27, 24, 14, 28), tuple(rows))


def list_obligations(coverage: Coverage) -> Table:
    """Return every obligation, how it is answered for, and by which rules; or why by none."""
    rows = tuple(
        (
            line.id,
            line.zh,
            line.how_zh,
            "、".join(line.confidences) or "—",
            str(line.cases),
            "；".join(filter(None, [IDS.join(line.rules), line.why])),
        )
        for line in coverage.obligations
    )
    heads = ("编号", "义务", "怎样承担", "把握", "案例", "规则，或者不编码的原因")
    note = f"应有 {coverage.totals.get('obligations', 0)} 条，登记 {len(rows)} 条。"
    return Table("义务对照表", note, heads, (7, 25, 12, 8, 7, 41), rows)


def list_memo(coverage: Coverage) -> Table:
    """Return every line of the client memo, how far it is done, and what answers for it."""
    rows = tuple(
        (
            line.id,
            line.zh,
            line.state_zh,
            "、".join(line.obligations) + "\n" * bool(line.own and line.obligations) + IDS.join(line.own),
            line.why,
        )
        for line in coverage.memo
    )
    heads = ("编号", "客户通讯说的", "产品做到哪里", "承担的义务", "还差什么")
    note = f"应有 {coverage.totals.get('memo', 0)} 行，登记 {len(rows)} 行。"
    return Table("客户通讯对照表", note, heads, (7, 37, 12, 18, 26), rows)
