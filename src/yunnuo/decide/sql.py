"""The SQL of atoms, for any engine sqlglot writes; nothing is executed here.

Tables expected: `subject` (one row per individual and contact point: subject_id, every person-level fact as a column,
`complete_<record>` per record kind) and one table per record kind (subject_id and its fields). Unknown is NULL.
An answer is TRUE, FALSE or NULL, so SQL's own three-valued logic is the engine's.
The signature of a subject is one or more BIGINT words, two bits an atom: 0 false, 1 true, 2 unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from yunnuo.decide.atoms import AbsentAtom, Atom, BlankAtom, Comparison, FieldOf, GapAtom, RecordAtom, ScalarAtom
from yunnuo.decide.expressions import And, Const, Expression, Leaf, Not, Or
from yunnuo.decide.words import asked_atoms, layout_words

if TYPE_CHECKING:
    from yunnuo.decide.program import Program
    from yunnuo.decide.words import Slot
    from yunnuo.terms.facts import Value


def signature_query(program: Program, dialect: str) -> str:
    """Return the SELECT of subject_id, word_0, word_1, … for every subject."""
    query = exp.select(_column("subject_id", "asked")).from_(_answers(program).subquery("asked"))
    for number, slots in enumerate(layout_words(asked_atoms(program))):
        total: exp.Expr = _big(0)
        for slot in slots:
            total = exp.Add(this=total, expression=_code(slot))
        query = query.select(exp.alias_(total, f"word_{number}", copy=False), copy=False)
    return query.sql(dialect=dialect)


def answer_query(program: Program, dialect: str) -> str:
    """Return the SELECT of subject_id and one column per asked atom (`atom_0`, …), for looking closely."""
    return _answers(program).sql(dialect=dialect)


def _answers(program: Program) -> exp.Select:
    query = exp.select(_column("subject_id", "subject")).from_("subject")
    for kind in _record_kinds(program):
        query = query.join(
            _record_query(program, kind).subquery(f"of_{kind}"),
            on=_same_subject(f"of_{kind}"),
            join_type="left",
            copy=False,
        )
    for number in asked_atoms(program):
        answer = _answer(program.atoms[number], number)
        query = query.select(exp.alias_(answer, f"atom_{number}", copy=False), copy=False)
    return query


def _code(slot: Slot) -> exp.Expr:
    """Return the two bits of an atom at its place in the word."""
    answer = _column(f"atom_{slot.atom}", "asked")
    unknown = exp.If(this=exp.Is(this=answer, expression=exp.Null()), true=_big(2 << slot.shift))
    return exp.Case(ifs=[unknown, exp.If(this=answer.copy(), true=_big(1 << slot.shift))], default=_big(0))


def _record_kinds(program: Program) -> list[str]:
    return sorted({atom.record for atom in program.atoms if isinstance(atom, RecordAtom)})


def _same_subject(alias: str) -> exp.Expr:
    return exp.EQ(this=_column("subject_id", alias), expression=_column("subject_id", "subject"))


def _big(number: int) -> exp.Expr:
    return exp.cast(exp.Literal.number(number), exp.DataType.Type.BIGINT)


def _column(name: str, table: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)


def _answer(atom: Atom, number: int) -> exp.Expr:
    match atom:
        case ScalarAtom(comparison):
            return compare_sql(comparison, "subject", "")
        case GapAtom(record):
            known = exp.If(this=_column(f"complete_{record}", "subject"), true=exp.false())
            return exp.Case(ifs=[known], default=exp.Null())
        case AbsentAtom():
            return exp.cast(exp.Null(), exp.DataType.Type.BOOLEAN)
        case BlankAtom(record, _):
            return exp.Coalesce(
                this=_at_least(_column(f"blank_{number}", f"of_{record}"), 1), expressions=[exp.false()]
            )
        case RecordAtom():
            return _answer_record(atom, number)


def _answer_record(atom: RecordAtom, number: int) -> exp.Expr:
    table = f"of_{atom.record}"
    enough = _at_least(_column(f"true_{number}", table), atom.count)
    possible = _at_least(_column(f"open_{number}", table), atom.count)
    ifs = [exp.If(this=enough, true=exp.true()), exp.If(this=possible, true=exp.Null())]
    return exp.Case(ifs=ifs, default=exp.false())


def _at_least(column: exp.Expr, count: int) -> exp.Expr:
    return exp.GTE(this=column, expression=exp.Literal.number(count))


def _record_query(program: Program, kind: str) -> exp.Select:
    """Return, per subject with records, how many records meet each condition, how many may, how many lack a field."""
    mine = [(at, atom) for at, atom in enumerate(program.atoms) if isinstance(atom, RecordAtom) and atom.record == kind]
    lacks = [(at, atom) for at, atom in enumerate(program.atoms) if isinstance(atom, BlankAtom) and atom.record == kind]
    each = exp.select(_column("subject_id", "held")).from_(_held(kind, mine))
    for number, atom in mine:
        meets = _render(atom.condition, atom, "held")
        if atom.quantifier == "latest":
            meets = _only_latest(atom, meets)
        each = each.select(exp.alias_(meets, f"meets_{number}", copy=False), copy=False)
    for number, lack in lacks:
        empty = exp.Is(this=_column(lack.fact.partition(".")[2], "held"), expression=exp.Null())
        each = each.select(exp.alias_(empty, f"blank_{number}", copy=False), copy=False)
    query = exp.select(_column("subject_id", "each")).from_(each.subquery("each"))
    for number, _ in mine:
        counted = _column(f"meets_{number}", "each")
        maybe = exp.Coalesce(this=counted.copy(), expressions=[exp.true()])
        sums = (exp.alias_(_sum(counted), f"true_{number}"), exp.alias_(_sum(maybe), f"open_{number}"))
        query = query.select(*sums, copy=False)
    for number, _lack in lacks:
        blank = exp.alias_(_sum(_column(f"blank_{number}", "each")), f"blank_{number}")
        query = query.select(blank, copy=False)
    return query.group_by(_column("subject_id", "each"))


def _held(kind: str, mine: list[tuple[int, RecordAtom]]) -> exp.Expr:
    """Return the record table, with the latest time of each subject beside each row where an atom asks for it."""
    table = exp.table_(kind, quoted=True)
    if not any(atom.quantifier == "latest" for _, atom in mine):
        return exp.alias_(table, "held", table=True)
    field = mine[0][1].at.partition(".")[2]

    def over(function: exp.Expr) -> exp.Expr:
        return exp.Window(this=function, partition_by=[exp.column("subject_id", quoted=True)])

    time = exp.column(field, quoted=True)
    unknown = exp.Case(ifs=[exp.If(this=exp.Is(this=time, expression=exp.Null()), true=exp.Literal.number(1))])
    return (
        exp.select("*", exp.alias_(over(exp.Max(this=time.copy())), "latest_at"))
        .select(exp.alias_(over(exp.Count(this=unknown)), "undated"))
        .from_(table)
        .subquery("held")
    )


def _only_latest(atom: RecordAtom, meets: exp.Expr) -> exp.Expr:
    """Return the condition for the record in the lead, FALSE for the others, NULL where the lead is not certain."""
    time = _column(atom.at.partition(".")[2], "held")
    undated = exp.GT(this=_column("undated", "held"), expression=exp.Literal.number(0))
    lead = exp.EQ(this=time, expression=_column("latest_at", "held"))
    return exp.Case(
        ifs=[exp.If(this=undated, true=exp.Null()), exp.If(this=lead, true=exp.paren(meets))], default=exp.false()
    )


def _sum(condition: exp.Expr) -> exp.Expr:
    one = exp.Case(ifs=[exp.If(this=exp.paren(condition), true=exp.Literal.number(1))])
    return exp.Count(this=one)


def _render(expression: Expression, atom: RecordAtom, table: str) -> exp.Expr:
    match expression:
        case Leaf(number):
            return compare_sql(atom.comparisons[number], table, atom.record + ".")
        case Not(part):
            return exp.not_(exp.paren(_render(part, atom, table)))
        case And(parts):
            return exp.paren(exp.and_(*(_render(part, atom, table) for part in parts), copy=False), copy=False)
        case Or(parts):
            return exp.paren(exp.or_(*(_render(part, atom, table) for part in parts), copy=False), copy=False)
        case Const(value):
            return exp.cast(exp.Null(), exp.DataType.Type.BOOLEAN) if value is None else exp.Boolean(this=value)


def compare_sql(comparison: Comparison, table: str, prefix: str) -> exp.Expr:
    """Return a comparison of a column of a table; `prefix` is what the fact id has before the name of the column."""
    left = _column(comparison.fact.removeprefix(prefix), table)
    if isinstance(comparison.operand, frozenset):
        members = sorted(comparison.operand)
        if not members:
            return exp.Case(
                ifs=[exp.If(this=exp.Is(this=left, expression=exp.Null()), true=exp.Null())], default=exp.false()
            )
        return exp.paren(exp.In(this=left, expressions=[exp.Literal.string(member) for member in members]))
    right = _operand(comparison.operand, table, prefix)
    match comparison.op:
        case "includes":
            missing = exp.If(this=exp.Is(this=left, expression=exp.Null()), true=exp.Null())
            return exp.Case(ifs=[missing], default=exp.ArrayContains(this=left.copy(), expression=right))
        case "at_least":
            return exp.paren(exp.GTE(this=left, expression=right))
        case "after":
            return exp.paren(exp.GT(this=left, expression=right))
        case _:
            return exp.paren(exp.EQ(this=left, expression=right))


def _operand(operand: Value | FieldOf, table: str, prefix: str) -> exp.Expr:
    if isinstance(operand, FieldOf):
        column = _column(operand.fact.removeprefix(prefix), table)
        return exp.Add(this=column, expression=_big(operand.shift)) if operand.shift else column
    if isinstance(operand, bool):
        return exp.Boolean(this=operand)
    if isinstance(operand, int):
        return _big(operand)
    return exp.Literal.string(str(operand))
