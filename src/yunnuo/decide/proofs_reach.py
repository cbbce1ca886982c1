"""Looking for rules that can never speak, and for rules that may speak and never decide, whoever asks on whatever day.

A rule is called dead only when Z3 refutes that anybody makes it decide on every day it is in force; it is called alive
when the ordinary engine says so for one person. Must never change a rulebook.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yunnuo.decide.proofs import SECONDS, TRIES, correct_calendar
from yunnuo.decide.proofs_acts import change_days
from yunnuo.decide.proofs_bench import Bench, Doubt, Size
from yunnuo.decide.proofs_drafts import Reader
from yunnuo.decide.proofs_logic import Pair, all_term, state_pair, weigh_gate
from yunnuo.decide.proofs_targets import build_target, list_scopes
from yunnuo.rulebook.conditions import Condition
from yunnuo.rulebook.model import Rule
from yunnuo.rulebook.vocabulary import Fact
from yunnuo.rulebook.vocabulary import Term as Word
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.expressions import Expression
    from yunnuo.decide.proofs_answers import Answers
    from yunnuo.decide.proofs_logic import Term
    from yunnuo.decide.proofs_targets import Scope, Target
    from yunnuo.rulebook.book import Book

PROBE = "probe "  # marks what is added to a book to see whether a definition holds
GATE = f"{PROBE}gate"


Key = tuple[str, "date"]  # the id of a rule and the first day of its version


@dataclass(frozen=True, slots=True)
class DeadRule:
    """A rule that decides nothing on any day it is in force; `speaks`: it may speak, but others always decide."""

    rule: Rule
    speaks: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """What became of the rules of a book: how many were asked, which are dead, for which Z3 could not tell."""

    asked: int
    dead: tuple[DeadRule, ...]
    undecided: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class _Voice:
    """A rule on one day: where it speaks and where it decides."""

    id: str
    speaks: Term
    decides: Term


def probe_book(book: Book, day: date) -> Book:
    """Return a book with a gate more, which every definition of the day opens when it holds for somebody."""
    facts = dict(book.vocabulary.facts)
    rules: list[Rule] = []
    for rule in book.rules_on(day):
        if rule.kind == "defines":
            rules += _probe(rule, facts)
    lists = {
        **book.vocabulary.lists,
        "gates": {**book.vocabulary.lists["gates"], GATE: Word(GATE, "", "", {"outcome": "law"})},
    }
    vocabulary = replace(book.vocabulary, facts=facts, lists=lists)
    articles = (*book.articles, replace(book.articles[0], rules=tuple(rules)))
    return replace(book, vocabulary=vocabulary, articles=articles, gates={**book.gates, GATE: ((),)})


def _probe(rule: Rule, facts: dict[str, Fact]) -> Iterator[Rule]:
    """Yield the rules that open the gate when a definition holds; of a record, when it holds for some record."""
    name = PROBE + rule.id
    facts[name] = Fact(id=name, zh=name, level="derived", type="bool")
    plain = Rule(rule.id, "defines", "", "", rule.since, rule.until, fact=name, value="yes")
    never = replace(plain, unless=((),))  # leaves the fact known where the rule's option was not chosen
    yield never
    record = facts[rule.fact].record
    if record:
        inner = f"{record}.{name}"
        facts[inner] = Fact(id=inner, zh=inner, level="record_derived", type="bool", record=record)
        yield replace(never, fact=inner)
        yield replace(rule, fact=inner, value="yes")
        yield replace(plain, quantifier="some", record=record, when=(_holds(inner),))
    else:
        yield replace(rule, fact=name, value="yes")
    yield replace(plain, kind="permits", gate=GATE, fact="", value="", when=(_holds(name),))


def _holds(fact: str) -> Condition:
    return Condition(fact, "is", True, 0, "")  # noqa: FBT003  # the value of a fact


def list_voices(target: Target, answers: Answers) -> Iterator[_Voice]:
    """Yield every rule of a program with where it speaks and where it decides."""
    atoms = target.program.atoms

    def pair(part: Expression) -> Pair:
        return state_pair(part, lambda number: answers.answer(atoms[number]))

    for gate in target.program.gates:
        applies = pair(gate.applies)
        permitted = weigh_gate(gate, lambda number: answers.answer(atoms[number])).permitted
        quiet = [pair(clause.speaks).false for clause in (*gate.closing, *gate.opening)]
        for clause in gate.closing:
            held = pair(clause.speaks)
            speaks = held.possible if clause.rule.kind == "not_encoded" else held.true
            yield _Voice(clause.rule.id, speaks, all_term([applies.true, speaks]))
        for clause in gate.opening:
            speaks = pair(clause.speaks).true
            yield _Voice(clause.rule.id, speaks, all_term([permitted, speaks]))
        for clause in gate.default:
            speaks = pair(clause.speaks).true
            yield _Voice(clause.rule.id, speaks, all_term([applies.true, speaks, *quiet]))
        for clause in gate.duties:
            speaks = pair(clause.speaks).true
            yield _Voice(clause.rule.id, speaks, all_term([applies.possible, speaks]))


def heard_rules(decision: Decision, rule: str, kinds: Mapping[str, str]) -> set[str]:
    """Return the rules that decided a gate, and `rule` when it asks for something; `kinds` tells the kind of each rule.

    A paragraph that is not encoded decides by leaving its gate undetermined; any other rule named there only may apply.
    """
    heard = {rule} & set(decision.duties)
    for gate in decision.gates:
        unsure = gate.outcome == Outcome.UNDETERMINED
        heard |= {name for name in gate.by if not unsure or kinds.get(name) == "not_encoded"}
    return heard


class _Room:
    """The people with few records of one program, and the voices of its rules."""

    def __init__(self, target: Target, kinds: Mapping[str, str]) -> None:
        import z3

        self.target, self.kinds = target, kinds
        self.few, self.free = (Bench([[target]], size, target.program.atoms) for size in (Size.FEW, Size.FREE))
        self.answers = self._ask(self.few)
        self.voices = {voice.id: voice for voice in list_voices(target, self.answers)}
        self.open_answers = self._ask(self.free)
        self.proofs = {voice.id: voice for voice in list_voices(target, self.open_answers)}
        self.solver = z3.Solver()
        self.solver.set("timeout", SECONDS * 1000)
        self.solver.add(*self.answers.rules)

    def _ask(self, bench: Bench) -> Answers:
        return bench.answers(bench.viewer(bench.person), self.target.program)

    def listen(self, term: Term, rule: str) -> set[str] | None:
        """Return the rules that decide for somebody in a place, as the ordinary engine says; None when nobody is.

        The calendar is corrected until `rule` is among them.
        """
        import z3

        heard: set[str] | None = None
        self.solver.push()
        self.solver.add(term)
        for _ in range(TRIES):
            if self.solver.check() != z3.sat:
                break
            reader = Reader(self.solver.model(), self.few.facts, self.answers.used)
            heard = heard_rules(self.target.decide(reader.draft(self.few.person)), rule, self.kinds)
            corrections = correct_calendar(reader, self.few.person, self.target.counted)
            if rule in heard or not corrections:
                break
            self.solver.add(*corrections)
        self.solver.pop()
        return heard

    def is_empty(self, term: Term) -> bool:
        """Return whether nobody, with any number of records, is in a place."""
        return self.free.refute(Doubt((self.open_answers,), term))


class Searcher:
    """Goes through the programs of a book, the latest first, until every rule was heard."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.asked: dict[Key, Rule] = {}
        self.alive: set[Key] = set()
        self.spoken: set[Key] = set()
        self.open: set[Key] = set()

    def search(self, scope: Scope) -> None:
        """Look for somebody for whom each rule in force that was not heard yet decides."""
        rules = {rule.id: rule for rule in self.book.rules_on(scope.day) if _can_decide(rule)}
        self.asked |= {_key(rule): rule for rule in rules.values()}
        if all(_key(rule) in self.alive for rule in rules.values()):
            return
        target = build_target(probe_book(self.book, scope.day), scope)
        room = _Room(target, {name: rule.kind for name, rule in rules.items()})
        for name, voice in room.voices.items():
            if name in rules and _key(rules[name]) not in self.alive:
                self._hear(room, voice, rules)

    def _hear(self, room: _Room, voice: _Voice, rules: Mapping[str, Rule]) -> None:
        heard = room.listen(voice.decides, voice.id)
        self.alive |= {_key(rules[name]) for name in (heard or set()) & rules.keys()}
        key = _key(rules[voice.id])
        if key in self.alive:
            return
        if heard is not None or not room.is_empty(room.proofs[voice.id].decides):
            self.open.add(key)
        if room.listen(voice.speaks, voice.id) is not None:
            self.spoken.add(key)

    @property
    def reach(self) -> Reach:
        """Return what was found."""
        silent = [(key, rule) for key, rule in self.asked.items() if key not in self.alive]
        dead = tuple(DeadRule(rule, key in self.spoken) for key, rule in silent if key not in self.open)
        return Reach(len(self.asked), dead, tuple(rule for key, rule in silent if key in self.open))


def _key(rule: Rule) -> Key:
    return rule.id, rule.since


def _can_decide(rule: Rule) -> bool:
    """Return whether a rule means to decide something; a paragraph left out without a gate does not."""
    return rule.kind != "not_encoded" or bool(rule.when)


def find_dead(book: Book, days: Sequence[date] = (), tell: Callable[[str, int, int], None] | None = None) -> Reach:
    """Return the rules of a book that decide nothing on any of its days; `tell` hears how far it is."""
    searcher = Searcher(book)
    listed = days or change_days(book)
    for number, day in enumerate(listed):
        if tell:
            tell("每条规则能不能起作用", number, len(listed))
        for scope in list_scopes(book, [day]):
            searcher.search(scope)
    return searcher.reach
