"""Making mutants: every small change of a rule, a parameter or a first day that some case ought to notice.

A mutant lives in memory only; nothing here may write a file or judge a case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from yunnuo.flows.book_lines import lines_of, parameters_in, place_of
from yunnuo.flows.book_parts import Edit
from yunnuo.flows.mutation_lines import change_operand, drop_item, negate_line, put_item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.conditions import Condition
    from yunnuo.rulebook.model import Article, Rule
    from yunnuo.rulebook.parameters import DatedValue, Parameter

DAY = timedelta(days=1)
SPEECH, WEIGHT, DATE = "speech", "weight", "date"
OTHER_TIMINGS = {"before": "continuing", "continuing": "before", "within": "before"}
OTHER_QUANTIFIERS = {"some": "every", "every": "some", "no": "some", "latest": "some", "count": "count"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where and what, the rules it is about, the days it can show on (None: open), the article to test it.

    `shown_by`: the rules speak otherwise (`speech`), do something else to their gate (`weight`), or set another end to
    their duty (`date`).
    """

    file: str
    line: int
    what: str
    edit: Edit
    rules: tuple[str, ...]
    since: date
    until: date | None = None
    home: str = ""
    shown_by: str = SPEECH

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.what}"

    def shows(self, day: date) -> bool:
        """Return whether the change can show on a legal day."""
        return self.since <= day and (self.until is None or day <= self.until)


def make_mutants(book: Book) -> list[Mutant]:
    """Return every mutant of a book, in the order of its files; those of parameters last."""
    mutants: list[Mutant] = []
    for article in book.articles:
        for rule in article.rules:
            if rule.kind != "not_encoded" or rule.when:
                mutants += _mutate_rule(book, rule)
        mutants += _shift_versions(article)
    for parameter in book.parameters.values():
        mutants += _mutate_parameter(book, parameter)
    return mutants


def _mutate_rule(book: Book, rule: Rule) -> Iterator[Mutant]:
    for line, what, changed in chain(_change_lines(rule), _change_unless(rule), _change_keys(rule)):
        yield _mutant(rule, line, what, changed)
    if rule.timing:
        other = OTHER_TIMINGS[rule.timing]
        made = _mutant(rule, rule.line, f"timing {rule.timing} 改为 {other}", replace(rule, timing=other))
        yield replace(made, shown_by=WEIGHT)
    if rule.due and rule.due.period:
        for step in (-1, 1):
            period = replace(rule.due.period, count=rule.due.period.count + step)
            made = _mutant(
                rule, rule.line, f"due 改为 {period.zh}", replace(rule, due=replace(rule.due, period=period))
            )
            yield replace(made, shown_by=DATE)
    if rule.overrides:
        made = _mutant(rule, rule.line, f"去掉 overrides {rule.overrides}", replace(rule, overrides=""))
        yield replace(made, rules=(rule.overrides, rule.id))
    if rule.reading.point:
        options = book.vocabulary.term("readings", rule.reading.point).texts("options")
        other = next(option for option in options if option != rule.reading.option)
        changed = replace(rule, reading=replace(rule.reading, option=other))
        yield _mutant(rule, rule.line, f"口径 {rule.reading.option} 改为 {other}", changed)


def _mutant(rule: Rule, line: int, what: str, changed: Rule) -> Mutant:
    edit = Edit({place_of(rule): changed})
    return Mutant(rule.file, line, f"{rule.id}：{what}", edit, (rule.id,), rule.since, rule.until, rule.file)


def _change_lines(rule: Rule) -> Iterator[tuple[int, str, Rule]]:
    """Yield every change of a line of `when` and `must`."""
    for number, line in enumerate(rule.when):
        yield line.line, f"去掉 when `{line.text}`", replace(rule, when=drop_item(rule.when, number))
        for what, other in _others(line):
            yield line.line, what, replace(rule, when=put_item(rule.when, number, other))
        if negate_line(line) is None:
            changed = replace(rule, when=drop_item(rule.when, number), unless=(*rule.unless, (line,)))
            yield line.line, f"when `{line.text}` 改为 unless", changed
    for number, line in enumerate(rule.must):
        yield line.line, f"去掉 must `{line.text}`", replace(rule, must=drop_item(rule.must, number))
        for what, other in _others(line):
            yield line.line, what, replace(rule, must=put_item(rule.must, number, other))


def _change_unless(rule: Rule) -> Iterator[tuple[int, str, Rule]]:
    for number, lines in enumerate(rule.unless):
        shown = "，".join(line.text for line in lines)
        yield lines[0].line, f"去掉 unless `{shown}`", replace(rule, unless=drop_item(rule.unless, number))
        for place, line in enumerate(lines):
            if len(lines) > 1:
                less = put_item(rule.unless, number, drop_item(lines, place))
                yield line.line, f"unless 里去掉 `{line.text}`", replace(rule, unless=less)
            for what, other in _others(line):
                yield (
                    line.line,
                    what,
                    replace(rule, unless=put_item(rule.unless, number, put_item(lines, place, other))),
                )


def _others(line: Condition) -> Iterator[tuple[str, Condition]]:
    """Yield the line negated and with each number, day, period and member of its own changed."""
    negated = negate_line(line)
    changed = ([negated] if negated else []) + list(change_operand(line))
    for other in changed:
        yield f"`{line.text}` 改为 `{other.text}`", other


def _change_keys(rule: Rule) -> Iterator[tuple[int, str, Rule]]:
    """Yield the changes of `over`."""
    if not rule.quantifier:
        return
    if rule.quantifier == "count":
        for count in (rule.count - 1, rule.count + 1):
            if count:
                yield rule.line, f"over 至少 {rule.count} 条改为 {count} 条", replace(rule, count=count)
        return
    other = OTHER_QUANTIFIERS[rule.quantifier]
    yield rule.line, f"over {rule.quantifier} 改为 {other}", replace(rule, quantifier=other)


def _shift_versions(article: Article) -> Iterator[Mutant]:
    """Yield each version of an article beginning or ending a day early or late; a neighbour version moves along."""
    rules = [rule for rule in article.rules if rule.kind != "not_encoded" or rule.when]
    starts = {rule.since for rule in rules}
    for start in sorted(starts):
        for step in (-DAY, DAY):
            moved = {place_of(rule): _moved(rule, start, step) for rule in rules}
            yield _shift(article, rules, moved, start if step > timedelta() else start - DAY, f"自 {start}", step)
    for end in sorted({rule.until for rule in rules if rule.until} - {start - DAY for start in starts}):
        for step in (-DAY, DAY):
            moved = {place_of(rule): replace(rule, until=end + step) for rule in rules if rule.until == end}
            yield _shift(article, rules, moved, end if step < timedelta() else end + DAY, f"至 {end}", step)


def _moved(rule: Rule, start: date, step: timedelta) -> Rule:
    if rule.since == start:
        return replace(rule, since=start + step)
    return replace(rule, until=start - DAY + step) if rule.until == start - DAY else rule


def _shift(
    article: Article, rules: list[Rule], moved: dict[tuple[str, int], Rule], day: date, what: str, step: timedelta
) -> Mutant:
    changed = {place_of(rule): moved[place_of(rule)] for rule in rules if moved.get(place_of(rule), rule) != rule}
    ids = tuple(dict.fromkeys(rule.id for rule in changed.values()))
    way = "晚一天" if step > timedelta() else "早一天"
    line = min(place[1] for place in changed)
    return Mutant(article.file, line, f"{article.id}：{what} 改为{way}", Edit(changed), ids, day, day, article.file)


def _mutate_parameter(book: Book, parameter: Parameter) -> Iterator[Mutant]:
    rules = [rule for article in book.articles for rule in article.rules]
    asking = [rule for rule in rules if any(parameter.id in parameters_in(line) for line in lines_of(rule))]
    dating = [rule for rule in rules if rule.due and rule.due.parameter == parameter.id]
    gates = {gate: [line for lines in held for line in lines] for gate, held in book.gates.items()}
    gates = {gate: lines for gate, lines in gates.items() if any(parameter.id in parameters_in(line) for line in lines)}
    lines = [line for rule in asking for line in lines_of(rule)] + [line for held in gates.values() for line in held]
    gated = (rule for rule in rules if rule.gate in gates)
    home = next((rule.file for held in (asking, dating, gated) for rule in held), parameter.file)
    ids = tuple(dict.fromkeys(rule.id for rule in (*asking, *dating)))
    until: date | None = None
    for number, dated in enumerate(parameter.values):
        for what, value in _change_value(book, parameter, dated, lines):
            values = put_item(parameter.values, number, replace(dated, value=value))
            edit = Edit(parameters={parameter.id: replace(parameter, values=values)})
            told = f"{parameter.id}：{dated.since} 起，{what}"
            shown_by = SPEECH if lines else DATE
            yield Mutant(parameter.file, 1, told, edit, ids, dated.since, until, home, shown_by)
        until = dated.since - DAY


def _change_value(
    book: Book, parameter: Parameter, dated: DatedValue, lines: list[Condition]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    words = dated.value[0].split() if len(dated.value) == 1 else [""]
    if words[0].isdecimal():
        for count in (int(words[0]) - 1, int(words[0]) + 1):
            if count >= 0:
                changed = " ".join([str(count), *words[1:]])
                yield f"{dated.value[0]} 改为 {changed}", (changed,)
        return
    for number, member in enumerate(dated.value):
        yield f"去掉 {member}", drop_item(dated.value, number)
    facts = [line.fact for line in lines if parameter.id in parameters_in(line)]
    added = [value for fact in facts for value in book.vocabulary.facts[fact].values if value not in dated.value]
    if added:
        yield f"加上 {added[0]}", (*dated.value, added[0])
