"""The register: every obligation of the law and every line of the client memo, and which rules answer for each.

Reads `register/*.yaml` as they stand; must never judge whether an obligation is met, nor know by itself how many
entries there should be: `register/totals.yaml` says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.subset import Text, as_list, as_mapping, as_text, line_of, pick, read_subset, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.subset import Node

WAYS = {
    "decided": "关口判断",
    "checked": "清单核对",
    "duty": "持续或者有期限的义务",
    "not_encoded": "没有编码",
}
STATES = {"decided": "已做到", "partly": "做到一部分", "later": "以后做"}
ROOMS = (
    *("terms", "rulebook", "evidence", "identify", "decide", "protect", "ledger", "people", "consent"),
    *("entrust", "duties", "rights", "reach", "flows", "web", "demo", "cli"),
)
MEMO, TOTALS = "register/memo.yaml", "register/totals.yaml"
KEYS = {
    "obligations": ("id", "name", "zh", "how", "rules", "memo", "why"),
    "memo": ("id", "zh", "state", "rules", "obligations", "rooms", "why"),
}
SHAPES = {"obligations": "O{}", "memo": "S{:02}"}
NUMBERED = {"obligations": re.compile(r"O[1-9]\d*"), "memo": re.compile(r"S\d\d")}
NAMES = {"obligations": "义务", "memo": "客户通讯的行"}
EXAMPLES = {"obligations": "写义务清单里的编号，如 O46", "memo": "写客户通讯各行的编号，如 S05"}


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing the law asks; `how` is a key of WAYS, `why` says why no rule answers for it."""

    id: str
    name: str
    zh: str
    how: str
    rules: tuple[Text, ...]
    memo: tuple[Text, ...]
    why: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class MemoRow:
    """One line of the client memo: how far the product does it (a key of STATES), by which rules, in which rooms."""

    id: str
    zh: str
    state: str
    rules: tuple[Text, ...]
    obligations: tuple[Text, ...]
    rooms: tuple[Text, ...]
    why: str
    file: str
    line: int


Entry = TypeVar("Entry", Obligation, MemoRow)


@dataclass(frozen=True, slots=True)
class Register:
    """Obligations and memo lines by id, in the order of their numbers, and how many of each there should be."""

    obligations: Mapping[str, Obligation]
    memo: Mapping[str, MemoRow]
    totals: Mapping[str, int]

    def absent(self, kind: str) -> list[str]:
        """Return the ids of `obligations` or `memo` that should be registered and are not."""
        held: Mapping[str, object] = self.obligations if kind == "obligations" else self.memo
        ids = [SHAPES[kind].format(number) for number in range(1, self.totals.get(kind, 0) + 1)]
        return [name for name in ids if name not in held]

    def obligations_of(self, row: MemoRow) -> list[str]:
        """Return the obligations that answer for a memo line, from whichever side the link is written."""
        return [name for name, held in self.obligations.items() if row.id in held.memo or name in row.obligations]

    def rules_of(self, row: MemoRow) -> list[str]:
        """Return every rule that answers for a memo line: its own, then those of its obligations."""
        theirs = [rule for name in self.obligations_of(row) for rule in self.obligations[name].rules]
        return list(dict.fromkeys(map(str, [*row.rules, *theirs])))

    @property
    def named_rules(self) -> frozenset[str]:
        """Return every rule that an obligation or a memo line names."""
        entries: list[Obligation | MemoRow] = [*self.obligations.values(), *self.memo.values()]
        return frozenset(str(rule) for entry in entries for rule in entry.rules)


def load_register(book: Book, folder: Path) -> Register:
    """Return the register of a rulebook folder; raise RulebookError for what is written wrongly or names nothing."""
    register, faults = read_register(folder)
    faults += check_names(register, book)
    if faults:
        raise RulebookError(faults)
    return register


def read_register(folder: Path) -> tuple[Register, list[Fault]]:
    """Return what can be read of a register, and every fault of how it is written."""
    desk = _Desk(folder)
    for path in sorted((folder / "register").glob("*.yaml")):
        file = str(path.relative_to(folder))
        if file != TOTALS:
            desk.read_file(file, "memo" if file == MEMO else "obligations")
    totals = desk.read_totals()
    return Register(_sort_numbers(desk.obligations), _sort_numbers(desk.memo), totals), desk.faults


def _sort_numbers(held: dict[str, Entry]) -> dict[str, Entry]:
    return dict(sorted(held.items(), key=lambda item: int(item[0][1:])))


def check_names(register: Register, book: Book) -> Iterator[Fault]:
    """Yield what the entries name and nobody knows: rules, memo lines, obligations, rooms."""
    for held in register.obligations.values():
        yield from _check_known(held, held.rules, book.rules, "规则")
        yield from _check_known(held, held.memo, register.memo, NAMES["memo"])
    for row in register.memo.values():
        yield from _check_known(row, row.rules, book.rules, "规则")
        yield from _check_known(row, row.obligations, register.obligations, NAMES["obligations"])
        yield from _check_known(row, row.rooms, ROOMS, "房间")


def _check_known(
    entry: Obligation | MemoRow, named: Iterable[Text], known: Iterable[str], what: str
) -> Iterator[Fault]:
    held = frozenset(known)
    for name in named:
        if name not in held:
            said = f"`{entry.id}` 写的{what} `{name}` 不存在{suggest(name, sorted(held))}"
            yield Fault(entry.file, name.line, said, f"写现有的{what}")


class _Desk:
    """Reads the files of one register; every fault is kept and reading goes on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.faults: list[Fault] = []
        self.obligations: dict[str, Obligation] = {}
        self.memo: dict[str, MemoRow] = {}

    def read_file(self, file: str, kind: str) -> None:
        """Read the entries of one file, all of one kind."""
        try:
            nodes = as_list(read_subset((self._folder / file).read_text("utf-8"), file), file, "登记")
        except RulebookError as error:
            self.faults += error.faults
            return
        for node in nodes:
            try:
                self._read_entry(_Fields(as_mapping(node, file, "登记"), file, line_of(node), kind))
            except RulebookError as error:
                self.faults += error.faults

    def read_totals(self) -> dict[str, int]:
        """Return how many entries of each kind there should be."""
        path = self._folder / TOTALS
        if not path.exists():
            self._tell(TOTALS, 1, "没有写登记应有多少条", "写 `obligations` 和 `memo` 两个数")
            return {}
        try:
            root = as_mapping(read_subset(path.read_text("utf-8"), TOTALS), TOTALS, "条数")
            words = {key: as_text(pick(root, key), TOTALS, key) for key in KEYS}
        except RulebookError as error:
            self.faults += error.faults
            return {}
        for word in words.values():
            if not word.isdecimal():
                self._tell(TOTALS, word.line, f"`{word}` 不是条数", "写一个整数")
        return {key: int(word) for key, word in words.items() if word.isdecimal()}

    def _tell(self, file: str, line: int, what: str, todo: str) -> None:
        self.faults.append(Fault(file, line, what, todo))

    def _read_entry(self, fields: _Fields) -> None:
        self.faults += fields.check_keys()
        number, what = fields.text("id"), NAMES[fields.kind]
        if NUMBERED[fields.kind].fullmatch(number) is None:
            self._tell(fields.file, fields.line, f"{what}没有编号 `{number}` 这种写法", EXAMPLES[fields.kind])
            return
        held = self.obligations.get(number) or self.memo.get(number)
        if held is not None:
            self._tell(fields.file, fields.line, f"`{number}` 重复，{held.file}:{held.line} 已登记", "合成一条")
        elif fields.kind == "memo":
            self.memo[number] = fields.as_row()
            self.faults += fields.check_row()
        else:
            self.obligations[number] = fields.as_obligation()
            self.faults += fields.check_obligation()


@dataclass(frozen=True, slots=True)
class _Fields:
    """One entry as it is written."""

    entry: dict[Text, Node]
    file: str
    line: int
    kind: str

    def text(self, key: str) -> str:
        node = pick(self.entry, key)
        return "" if node is None else str(as_text(node, self.file, key))

    def texts(self, key: str) -> tuple[Text, ...]:
        return tuple(texts_of(pick(self.entry, key) or [], self.file, key))

    def as_obligation(self) -> Obligation:
        words = {key: self.text(key) for key in ("id", "name", "zh", "how", "why")}
        return Obligation(**words, rules=self.texts("rules"), memo=self.texts("memo"), file=self.file, line=self.line)

    def as_row(self) -> MemoRow:
        named, zh, state, why = (self.text(key) for key in ("id", "zh", "state", "why"))
        rules, obligations, rooms = (self.texts(key) for key in ("rules", "obligations", "rooms"))
        return MemoRow(named, zh, state, rules, obligations, rooms, why, self.file, self.line)

    def check_keys(self) -> Iterator[Fault]:
        """Yield keys nobody reads, and an entry that does not say in Chinese what it is."""
        known = KEYS[self.kind]
        for key in self.entry:
            if key not in known:
                yield Fault(self.file, key.line, f"登记没有键 `{key}`{suggest(key, known)}", f"写 {'、'.join(known)}")
        if not self.text("zh"):
            yield self._fault("缺 `zh`", "用一句中文写明是什么")

    def check_obligation(self) -> Iterator[Fault]:
        """Yield an unknown way, rules that are missing, a reason that is missing."""
        way = self.text("how")
        if way not in WAYS:
            yield self._refuse("how", way, WAYS)
        elif way == "not_encoded" and not self.text("why"):
            yield self._fault("没有编码，却缺 `why`", "写明为什么不编码")
        elif way != "not_encoded" and not self.texts("rules"):
            yield self._fault("没有写由哪些规则承担", "写 `rules`，或者改为 not_encoded 并写 why")

    def check_row(self) -> Iterator[Fault]:
        """Yield an unknown state, and what is not done yet without saying what is missing."""
        state = self.text("state")
        if state not in STATES:
            yield self._refuse("state", state, STATES)
        elif state != "decided" and not self.text("why"):
            yield self._fault(f"的 `state` 是 {state}，却缺 `why`", "写明还差什么")

    def _refuse(self, key: str, word: str, known: Mapping[str, str]) -> Fault:
        what = f"的 `{key}` 没有取值 `{word}`{suggest(word, known)}" if word else f"缺 `{key}`"
        return self._fault(what, f"写 {'、'.join(known)} 之一")

    def _fault(self, what: str, todo: str) -> Fault:
        return Fault(self.file, self.line, f"`{self.text('id')}` {what}", todo)
