"""The file of facts of a self-check: writing an empty one that asks every question, and reading a filled one.

A file is one entry or a list; each names acts (`yes` done, `no` not done, `unknown`) and the facts they are done with.
An entry starts from the facts of the first. Must never fill in a value: an empty form answers nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.decide.selfcheck import Situation, list_questions
from yunnuo.flows.answers import known_words
from yunnuo.flows.errors import blame_file
from yunnuo.flows.given import OWN
from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.phrasing import phrase_value
from yunnuo.rulebook.questions import act_of, read_question
from yunnuo.rulebook.subset import Text, as_mapping, as_text, line_of, pick, read_subset, refuse_deep
from yunnuo.terms.errors import InputError, Place
from yunnuo.terms.facts import Facts
from yunnuo.terms.instant import day_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from yunnuo.decide.expressions import Truth
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.subset import Node
    from yunnuo.rulebook.vocabulary import Fact
    from yunnuo.terms.facts import Question

KEYS: Final = ("name", "acts", "facts", "complete")
DAILY: Final = "operate"
MOST: Final = 12  # so many values are named beside the question
TRUTHS: Final[dict[str, Truth]] = {"yes": True, "no": False, "unknown": None}
HEAD: Final = """\
# 持续义务自查要填的事实，按 {day} 有效的规则列出。填好以后：yunnuo duties check --facts 这个文件
# 把 unknown 改成知道的；不知道的留着 unknown，不会当作做到。是否写 yes 或者 no，数写整数，日期写 YYYY-MM-DD，
# 从来没有过的日期写 never。acts 写有没有做这件事：yes 做（或者发生过）、no 没有、unknown 不知道。
# 每一项从第一项的事实开始，只写不同的。一件事有几种情形（几个渠道、几个受托人、几次事件），就把那一项复制几份，
# 各起名字。
# 只写处理者自己的事实，不写任何个人的信息。规则未经律师核对。
"""


def write_form(book: Book, day: date) -> str:
    """Return an empty form for a legal day: every act, every fact a duty asks about, all unknown."""
    acts = [DAILY, *(act for act in book.vocabulary.lists["acts"] if act != DAILY)]
    asked = {act: list_questions(book, day, act, day_end(day)) for act in acts}
    shared = _share(book, asked)
    lines = [HEAD.format(day=day)]
    for act in acts:
        if asked[act]:
            facts = shared if act == DAILY else [fact for fact in asked[act] if fact not in shared]
            lines += _write_entry(book, act, facts)
    return "\n".join(lines) + "\n"


def _share(book: Book, asked: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Return the facts of the first entry: those of daily business, and what several acts ask about alike."""
    counts: dict[str, int] = dict.fromkeys(asked.get(DAILY, ()), 2)
    for facts in asked.values():
        for fact in facts:
            counts[fact] = counts.get(fact, 0) + 1
    held = book.vocabulary.facts
    own = {fact for fact in counts if fact in OWN or fact not in held or held[fact].level != "act"}
    return [fact for fact, count in counts.items() if count > 1 and fact not in own]


def _write_entry(book: Book, act: str, facts: list[str]) -> Iterator[str]:
    yield f"- name: {_name_act(book, act)}"
    yield f"  acts: {{{act}: {'yes' if act == DAILY else 'unknown'}}}"
    records = [fact for fact in facts if fact in book.vocabulary.records]
    scalars = [fact for fact in facts if fact in book.vocabulary.facts and not book.vocabulary.facts[fact].record]
    for kind in records:
        yield f"  # {book.vocabulary.records[kind].zh}（{kind}）是记录，知道的写在 facts 里，写法见 yunnuo rules facts"
    if scalars:
        yield "  facts:"
    for fact in scalars:
        yield f"    # {book.vocabulary.facts[fact].zh}：{_tell_values(book, book.vocabulary.facts[fact])}"
        yield f"    {fact}: unknown"
    yield ""


def _name_act(book: Book, act: str) -> str:
    return book.vocabulary.zh("acts", act).partition("（")[0]


def _tell_values(book: Book, fact: Fact) -> str:
    if fact.type in ("bool", "int", "instant"):
        return {"bool": "yes 或者 no", "int": "整数", "instant": "日期或者 never"}[fact.type]
    if len(fact.values) > MOST:
        return f"{'列表，' if fact.type == 'set' else ''}取值见 yunnuo rules facts"
    words = "、".join(f"{value}（{phrase_value(fact, value, book.vocabulary)}）" for value in fact.values)
    return f"{'列表，取自 ' if fact.type == 'set' else ''}{words or '名称'}"


def read_form(book: Book, text: str, file: str, day: date) -> tuple[Situation, ...]:
    """Return what a filled form states, for a legal day; raise InputError naming file and line."""
    words = known_words(book) | frozenset(KEYS) | frozenset(book.vocabulary.lists["acts"])
    with blame_file("duties.facts", "自查的事实文件有误", text, words):
        refuse_deep(text, file)
        node = read_subset(text, file)
        situations: list[Situation] = []
        first: Question | None = None
        for item in node if isinstance(node, list) else [node] if node else []:
            entry = as_mapping(item, file, "事实文件")
            question = _read_entry(book, entry, file, day, first)
            first = first or question
            situations += _read_acts(book, entry, file, question)
    if not situations:
        raise InputError(
            "duties.empty", "自查的事实文件是空的", where=Place(file), todo="用 yunnuo duties facts 写一份"
        )
    return tuple(situations)


def state_nothing(day: date) -> tuple[Situation, ...]:
    """Return what is known of a handler that stated nothing: it is in business."""
    return (Situation({"act": DAILY, "act_at": day_end(day)}, Facts()),)


def _read_entry(book: Book, entry: dict[Text, Node], file: str, day: date, first: Question | None) -> Question:
    for key in entry:
        if key not in KEYS:
            raise RulebookError([Fault(file, key.line, f"没有键 `{key}`{suggest(key, KEYS)}")])
    for name in as_mapping(pick(entry, "facts") or {}, file, "facts"):
        if name == "act":
            raise RulebookError([Fault(file, name.line, "`act` 不写在 `facts` 里，做什么事写在 `acts`")])
    return read_question(
        {key: node for key, node in entry.items() if key in ("facts", "complete")},
        file,
        book.vocabulary,
        today=day,
        start=first,
    )


def _read_acts(book: Book, entry: dict[Text, Node], file: str, question: Question) -> Iterator[Situation]:
    known = book.vocabulary.lists["acts"]
    written = pick(entry, "acts")
    acts = as_mapping(written, file, "acts") if written is not None else {Text(DAILY, line_of(entry)): Text("yes", 1)}
    for act, node in acts.items():
        word = as_text(node, file, "acts")
        if act not in known:
            raise RulebookError([Fault(file, act.line, f"没有这种行为 `{act}`{suggest(act, known)}")])
        if word not in TRUTHS:
            raise RulebookError([Fault(file, word.line, "`acts` 里只写 yes、no 或者 unknown")])
        name = str(pick(entry, "name") or _name_act(book, act))
        held = {**act_of(question), "act": str(act)}
        yield Situation(held, question.facts, TRUTHS[word], name)
