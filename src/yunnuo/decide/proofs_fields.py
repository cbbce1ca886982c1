"""Facts as Z3 variables: for each a flag whether it is known, and its value over the words that programs tell apart.

Words nobody compares are alike, so a domain holds the words that are compared and up to two more. Times stay between
two far days, which loses nothing: only their order counts. Must never name a fact itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from yunnuo.decide.atoms import FieldOf, RecordAtom, ScalarAtom
from yunnuo.decide.proofs_acts import plain_name
from yunnuo.decide.proofs_logic import Pair, Term, all_term, any_term, constant, negate_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from yunnuo.decide.atoms import Atom, Comparison
    from yunnuo.rulebook.vocabulary import Fact
    from yunnuo.terms.facts import Value

FRESH = ("甲", "乙")  # names nobody compares, for identifiers
YEAR = 31_556_952_000_000  # microseconds
EARLIEST, LATEST = 10 * YEAR, 210 * YEAR  # instants the search moves between
FAR = 2**61  # beyond it stand never, and without end
MOST = 10**12  # no count of people or times is higher


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of one view: `words` tells where it has a word, `number` its number, `members` where a set has a word.

    `symbols` tells, by the name of a fact of the act, where a set has the word of that fact.
    """

    known: Term
    words: Mapping[Value, Term] = field(default_factory=dict)
    number: Term = None
    members: Mapping[str, Term] = field(default_factory=dict)
    symbols: Mapping[str, Term] = field(default_factory=dict)


@dataclass(slots=True)
class Domains:
    """The words programs tell apart, by fact; facts that are compared with each other share theirs."""

    facts: Mapping[str, Fact]
    words: dict[str, dict[str, None]] = field(default_factory=dict)
    single: dict[str, dict[str, None]] = field(default_factory=dict)
    symbols: dict[str, dict[str, None]] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    _groups: dict[str, str] = field(default_factory=dict)

    def scan(self, atoms: Iterable[Atom]) -> None:
        """Take in what some atoms compare."""
        for atom in atoms:
            if isinstance(atom, ScalarAtom):
                self._scan(atom.comparison)
            elif isinstance(atom, RecordAtom):
                for comparison in atom.comparisons:
                    self._scan(comparison)

    def _scan(self, comparison: Comparison) -> None:
        name, operand = plain_name(comparison.fact), comparison.operand
        if isinstance(operand, FieldOf):
            self._join(name, operand.fact)
            if comparison.op == "includes":
                self.symbols.setdefault(name, {})[operand.fact] = None
        if isinstance(operand, int) and not isinstance(operand, bool) and abs(operand) < FAR:
            self.numbers.setdefault(self.facts[name].type, []).append(operand)
        for word in sorted(operand) if isinstance(operand, frozenset) else [operand]:
            if isinstance(word, str):
                self.words.setdefault(self.group(name), {})[word] = None
                self.single.setdefault(name, {})[word] = None

    def group(self, name: str) -> str:
        """Return the name that stands for all facts compared with this one."""
        while name in self._groups:
            name = self._groups[name]
        return name

    def _join(self, one: str, other: str) -> None:
        first, second = self.group(one), self.group(other)
        if first != second:
            self._groups[second] = first
            self.words.setdefault(first, {}).update(self.words.pop(second, {}))

    def bounds(self, kind: str) -> tuple[int, int]:
        """Return the least and the greatest number of a type, beyond every number it is compared with."""
        first, last = (EARLIEST, LATEST) if kind == "instant" else (0, MOST)
        known = self.numbers.get(kind, [])
        return min([first, *(number - YEAR for number in known)]), max([last, *(number + YEAR for number in known)])

    def domain(self, name: str) -> list[Value]:
        """Return the words a fact may have in a proof."""
        fact = self.facts[name]
        if fact.type == "bool":
            return [True, False]
        asked = list(self.words.get(self.group(name), {}))
        spare = fact.values or FRESH
        return [*asked, *[word for word in spare if word not in asked][: len(FRESH)]]


class FieldMaker:
    """Makes the variables of a fact and collects what must hold among them in `rules`."""

    def __init__(self, domains: Domains) -> None:
        self.domains = domains
        self.rules: list[Term] = []

    def make(self, name: str, owner: str) -> Field:
        """Return a fresh field for a fact; `owner` keeps its variables apart from those of others."""
        import z3

        fact = self.domains.facts[name]
        label = f"{owner}/{name}"
        known = z3.Bool(f"{label}?")
        if fact.type in ("instant", "int"):
            number = z3.Int(label)
            first, last = self.domains.bounds(fact.type)
            self.rules += [number >= first, number <= last]
            return Field(known, number=number)
        if fact.type == "set":
            members = {word: z3.Bool(f"{label}∋{word}") for word in self.domains.single.get(name, {})}
            symbols = {fact: z3.Bool(f"{label}∋={fact}") for fact in self.domains.symbols.get(name, {})}
            return Field(known, members=members, symbols=symbols)
        return Field(known, words=self._words(label, self.domains.domain(name)))

    def _words(self, label: str, domain: list[Value]) -> dict[Value, Term]:
        """Return where each word holds: every word but the last has a number in binary, the last has all the others."""
        import z3

        if domain == [True, False]:
            held = z3.Bool(label)
            return {True: held, False: negate_term(held)}
        digits = [z3.Bool(f"{label}.{place}") for place in range((len(domain) - 1).bit_length())]
        words: dict[Value, Term] = {}
        for number, word in enumerate(domain[:-1]):
            places = enumerate(digits)
            words[word] = all_term(digit if number >> place & 1 else negate_term(digit) for place, digit in places)
        words[domain[-1]] = negate_term(any_term([*words.values(), constant(value=False)]))
        return words

    def bind(self, name: str, held: Field, scalars: Mapping[str, Field]) -> None:
        """Make a set answer alike when it is asked for the same word in two ways."""
        symbols = [symbol for symbol in self.domains.symbols.get(name, {}) if symbol in scalars]
        for symbol in symbols:
            for word, bit in scalars[symbol].words.items():
                if word in held.members:
                    self._same(bit, held.symbols[symbol], held.members[str(word)])
        for one, other in combinations(symbols, 2):
            for word, bit in scalars[one].words.items():
                both = all_term([bit, scalars[other].words.get(word, constant(value=False))])
                self._same(both, held.symbols[one], held.symbols[other])

    def _same(self, when: Term, one: Term, other: Term) -> None:
        self.rules.append(any_term([negate_term(when), one == other]))


def compare_fields(op: str, left: Field, right: Value | Field, *, symbol: str = "", shift: int = 0) -> Pair:
    """Return a comparison of a field with a value or another field (named `symbol`); the twin of `atoms.compare`."""
    known = [left.known, *([right.known] if isinstance(right, Field) else [])]
    holds = _relate(op, left, right, symbol, shift)
    return Pair(all_term([*known, holds]), all_term([*known, negate_term(holds)]))


def _relate(op: str, left: Field, right: Value | Field, symbol: str, shift: int) -> Term:
    no = constant(value=False)
    if op in ("at_least", "after") or left.number is not None:
        other = right.number + shift if isinstance(right, Field) else right
        return (
            left.number >= other if op == "at_least" else left.number > other if op == "after" else left.number == other
        )
    if op == "includes":
        return left.symbols.get(symbol, no) if symbol else left.members.get(str(right), no)
    if isinstance(right, Field):
        return any_term([no, *(all_term([bit, right.words.get(word, no)]) for word, bit in left.words.items())])
    members = sorted(right) if isinstance(right, frozenset) else [right]
    return any_term([no, *(left.words.get(word, no) for word in members)])
