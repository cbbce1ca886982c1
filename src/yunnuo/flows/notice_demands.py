"""What the rulebook demands of the text of a notice: which rules speak, for which touchpoint, on which day.

When an element is needed is said by the rules of the notice gate alone; this asks them and adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.consent.documents import IMPLIED
from yunnuo.decide.atoms import atom_facts
from yunnuo.decide.compiler import Compiler
from yunnuo.decide.expressions import Expression, Truth, any_of, evaluate, unknown_atoms
from yunnuo.flows.notice_parts import plain_situation
from yunnuo.rulebook.conditions import literal, parse_condition
from yunnuo.rulebook.phrasing import phrase_value
from yunnuo.terms.instant import day_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from yunnuo.consent.documents import NoticeDocument
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.checklist import Checklist, Row
    from yunnuo.rulebook.conditions import Condition
    from yunnuo.rulebook.model import Rule
    from yunnuo.terms.facts import Value

GATE: Final = "notice_text"
ACT: Final = "publish_notice"
# Facts the product finds out by itself; a handler does not state them.
_FOUND: Final = ("act", "act_at", "notice", "consent_based", "touchpoint", "plain_language", "legible")


def list_circumstances(book: Book) -> list[str]:
    """Return the facts of the act that some rule on the text of a notice asks and only the handler can tell."""
    rules = [rule for held in book.rules.values() for rule in held if rule.gate == GATE or rule.fact == "light_notice"]
    asked = dict.fromkeys(condition.fact for rule in rules for condition in _conditions(rule))
    facts = book.vocabulary.facts
    return [name for name in asked if facts[name].level == "act" and name not in _FOUND]


def _conditions(rule: Rule) -> Iterator[Condition]:
    yield from rule.when
    yield from rule.must
    for lines in rule.unless:
        yield from lines


def gather_facts(document: NoticeDocument, book: Book, day: date) -> dict[str, Value]:
    """Return what is known of publishing this document, but for its elements, touchpoint and language."""
    defaults = {fact.id: literal(fact, fact.default) for fact in book.vocabulary.facts.values() if fact.default}
    changed: dict[str, Value] = {"notice_changed": True} if document.replaces else {}
    return {
        **defaults,
        "act": ACT,
        "act_at": day_end(day),
        "consent_based": bool(document.offered),
        "legible": True,  # what is published is what the product renders
        **changed,
        **plain_situation(document, IMPLIED),
    }


@dataclass(frozen=True, slots=True)
class Demand:
    """A rule that may want something: whether it applies (None = unknown), the unknown facts, or why it does not."""

    rule: Rule
    applies: Truth
    missing: tuple[str, ...] = ()
    excuse: str = ""


class Demands:
    """The rules on notice texts of one day and one choice of readings, asked about one document."""

    def __init__(
        self,
        document: NoticeDocument,
        book: Book,
        checklist: Checklist,
        day: date,
        facts: Mapping[str, Value],
        readings: Mapping[str, str],
    ) -> None:
        self.book, self.day, self.facts = book, day, facts
        touchpoints = sorted({_touchpoint(checklist, word) for word in document.touchpoints})
        acts = [{**facts, "touchpoint": word} for word in touchpoints] or [dict(facts)]
        self._compilers = [Compiler(book, day, act, readings, {}) for act in acts]
        self.rules = self._compilers[0].gated.get((GATE, "requires"), [])

    def wanting(self, element: str) -> list[Demand]:
        """Return the demands of the rules that want an element of the notice."""
        return [self._ask(rule) for rule in self.rules if any(_wants(line, element) for line in rule.must)]

    def asking(self, fact: str) -> list[Demand]:
        """Return the demands of the rules that want a fact to hold."""
        return [self._ask(rule) for rule in self.rules if any(line.fact == fact for line in rule.must)]

    def barring(self) -> list[Demand]:
        """Return the rules that forbid the text whatever it says, where they apply or may."""
        forbids = self._compilers[0].gated.get((GATE, "forbids"), [])
        return [demand for demand in map(self._ask, forbids) if demand.applies is not False]

    def holds(self, rule: Rule, fact: str) -> Truth:
        """Return whether what a rule wants of a fact holds."""
        lines = [line for line in rule.must if line.fact == fact]
        return self._truth(compiler.conditions(lines) for compiler in self._compilers[:1])

    def meets(self, row: Row) -> tuple[Truth, str]:
        """Return whether the row's own premises hold, and which does not."""
        vocabulary, parameters = self.book.vocabulary, self.book.parameters
        lines = [parse_condition(text, "notice/rows.yaml", vocabulary, parameters) for text in row.when]
        truths = [(line, self._truth([self._compilers[0].conditions([line])])) for line in lines]
        false = [line for line, truth in truths if truth is False]
        if false:
            return False, self._say(false[0])
        return (None if any(truth is None for _, truth in truths) else True), ""

    def _ask(self, rule: Rule) -> Demand:
        triggers = [compiler.trigger(rule) for compiler in self._compilers]
        applies = self._truth(triggers)
        if applies is None:
            return Demand(rule, None, missing=tuple(dict.fromkeys(self._unknown(triggers))))
        return Demand(rule, applies, excuse="" if applies else self._excuse(rule))

    def _truth(self, expressions: Iterable[Expression]) -> Truth:
        whole = any_of(expressions)
        atoms = max((len(compiler.atoms) for compiler in self._compilers), default=0)
        return evaluate(whole, [None] * atoms)

    def _unknown(self, triggers: Iterable[Expression]) -> Iterator[str]:
        for compiler, trigger in zip(self._compilers, triggers, strict=True):
            atoms = list(compiler.atoms)
            for number in unknown_atoms(trigger, [None] * len(atoms)):
                yield from atom_facts(atoms[number])

    def _excuse(self, rule: Rule) -> str:
        for line in rule.when:
            if all(self._truth([compiler.conditions([line])]) is False for compiler in self._compilers):
                return self._say(line)
        return "有规则免除"

    def _say(self, line: Condition) -> str:
        """Return how things are where a condition does not hold: 「嵌入第三方代码：否」."""
        fact = self.book.vocabulary.facts[line.fact]
        if line.fact == "touchpoint":
            return "不在这些触点展示"
        value = self.facts.get(line.fact)
        return f"{fact.zh}：{phrase_value(fact, value, self.book.vocabulary)}"


def _wants(line: Condition, element: str) -> bool:
    return line.fact == "notice" and line.op == "includes" and line.operand == element


def _touchpoint(checklist: Checklist, word: str) -> str:
    return str(checklist.lists["touchpoints"][word].more["fact"])
