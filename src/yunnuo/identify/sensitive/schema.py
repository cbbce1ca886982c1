"""Read one file of a goods dictionary: strict, every fault with its file, its line and what was probably meant.

It must never guess: an unknown key, a weight out of range or an expression without bound is refused.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from yunnuo.identify.bounds import is_bounded
from yunnuo.identify.errors import refuse
from yunnuo.identify.sensitive.folding import fold_title
from yunnuo.identify.sensitive.matching import SHORTEST
from yunnuo.identify.sensitive.shape import WHERES, Category, Combination, Entry, Group, Pattern
from yunnuo.rulebook.errors import RulebookError
from yunnuo.rulebook.subset import Text, line_of, pick, read_subset, refuse_deep
from yunnuo.terms.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from yunnuo.rulebook.subset import Node
    from yunnuo.terms.errors import InputError

_SHARED: Final = ("not_in", "not_before", "not_after")  # a group says them for all its words
_GROUP_KEYS: Final = (
    *("id", "zh", "weight", "where", "note", "words", "patterns"),
    *(*_SHARED, "unless", "softer"),
)
_KEYS: Final = {
    "file": ("category", "label", "zh", "rules", "groups", "note", "origin", "licence"),
    "group": _GROUP_KEYS,
    "word": ("word", "weight", *_SHARED, "unless", "note"),
    "pattern": ("name", "anchor", "regex", "weight"),
    "combination": ("category", "groups", "zh", "weight", "note"),
}
_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_LARGEST: Final = 4 << 20


class Desk:
    """One file being read: its name for messages, and the named lists of contexts its words may refer to."""

    def __init__(self, path: Path, contexts: Mapping[str, tuple[str, ...]]) -> None:
        self.file, self.path, self.contexts = path.name, path, contexts

    def fault(self, node: object, what: str, *, why: str = "", todo: str = "改正") -> InputError:
        """Return the error for something wrong at `node`."""
        return refuse("goods", what, Place(self.file, line_of(node)), why=why, todo=todo)

    def read(self) -> dict[Text, Node]:
        """Return the file as a mapping."""
        if self.path.stat().st_size > _LARGEST:
            raise refuse("goods", "商品词表文件过大", self.file, todo="拆成几个文件")
        try:
            text = self.path.read_text("utf-8-sig")
            refuse_deep(text, self.file)
            root = read_subset(text, self.file)
        except UnicodeDecodeError:
            raise refuse("goods", "商品词表不是 UTF-8 文字", self.file, todo="另存为 UTF-8") from None
        except RulebookError as error:
            first = error.faults[0]
            raise refuse("goods", first.what, Place(self.file, first.line), todo="检查缩进、冒号和括号") from None
        return self.mapping(root, "商品词表")

    def mapping(self, node: Node | None, what: str, kind: str = "") -> dict[Text, Node]:
        """Return the node as a mapping whose keys are all known to `kind`."""
        if not isinstance(node, dict):
            raise self.fault(node, f"{what}应是“键: 值”的列表")
        for key in node if kind else ():
            if key not in _KEYS[kind]:
                raise self.fault(key, f"{what}里有一个不认识的键", why=suggest_word(key, _KEYS[kind]))
        return node

    def items(self, node: Node | None, what: str) -> list[Node]:
        """Return the node as a list; nothing is an empty list."""
        if node is None:
            return []
        if not isinstance(node, list):
            raise self.fault(node, f"{what}应是列表", todo="每行以 - 开头，或写成 [甲, 乙]")
        return node

    def text(self, node: Node | None, owner: object, what: str) -> Text:
        """Return the node as a text that is not empty."""
        if not isinstance(node, Text) or not node.strip():
            raise self.fault(node or owner, f"缺少 {what}，或者它不是一个词")
        return node

    def words(self, entry: Mapping[Text, Node], key: str) -> tuple[str, ...]:
        """Return the folded words of a list, each name of a context replaced by its words."""
        if key not in entry:
            return ()
        found: list[str] = []
        for item in self.items(pick(entry, key), key):
            word = self.text(item, item, key)
            if word.startswith("@"):
                found += self._context(word)
            else:
                found.append(fold_title(word))
        return tuple(dict.fromkeys(found))

    def weight(self, entry: Mapping[Text, Node], default: float | None) -> float:
        """Return the weight, above 0 and at most 1."""
        node = pick(entry, "weight")
        if node is None and default is not None:
            return default
        try:
            weight = float(self.text(node, next(iter(entry), None), "weight"))
        except ValueError:
            weight = 0.0
        if not 0 < weight <= 1:
            raise self.fault(node, "weight 应是大于 0、不大于 1 的数", todo="写成 0.9 这样的数")
        return weight

    def _context(self, name: Text) -> tuple[str, ...]:
        known = self.contexts.get(name[1:])
        if known is None:
            raise self.fault(name, "不认识的语境名", why=suggest_word(name[1:], self.contexts))
        return known


def read_contexts(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the named lists of words a `contexts.yaml` holds."""
    desk = Desk(path, {})
    root = desk.read()
    return {str(name): desk.words(root, name) for name in root}


def read_combinations(path: Path, groups: Iterable[str], categories: Iterable[str]) -> list[Combination]:
    """Return the combinations of a `combinations.yaml`; every group and category must be known."""
    desk = Desk(path, {})
    known, kinds = list(groups), list(categories)
    found = []
    for node in desk.items(pick(desk.read(), "combinations"), "combinations"):
        entry = desk.mapping(node, "组合", "combination")
        names = [desk.text(item, node, "groups") for item in desk.items(pick(entry, "groups"), "groups")]
        category = desk.text(pick(entry, "category"), node, "category")
        for name, among in [*((name, known) for name in names), (category, kinds)]:
            if name not in among:
                raise desk.fault(name, "组合里有不认识的词组或者类别", why=suggest_word(name, among))
        if len(set(names)) < SHORTEST:
            raise desk.fault(node, "组合至少要有两个词组")
        zh = desk.text(pick(entry, "zh"), node, "zh")
        found.append(Combination(str(category), frozenset(map(str, names)), str(zh), desk.weight(entry, None)))
    return found


def read_category(
    path: Path, contexts: Mapping[str, tuple[str, ...]]
) -> tuple[Category, list[Entry], list[Pattern], list[Group]]:
    """Return everything one category file holds."""
    desk = Desk(path, contexts)
    root = desk.mapping(desk.read(), "商品词表", "file")
    owner = next(iter(root), None)
    category_id = desk.text(pick(root, "category"), owner, "category")
    if not _ID.fullmatch(category_id):
        raise desk.fault(category_id, "category 应是小写英文、数字和下划线", todo="写成 medical_health 这样的词")
    label = str(desk.text(pick(root, "label"), owner, "label"))
    rules = tuple(str(desk.text(item, item, "rules")) for item in desk.items(pick(root, "rules"), "rules"))
    category = Category(str(category_id), label, str(desk.text(pick(root, "zh"), owner, "zh")), rules)
    entries: list[Entry] = []
    patterns: list[Pattern] = []
    groups: list[Group] = []
    for node in desk.items(pick(root, "groups"), "groups"):
        fields = desk.mapping(node, "词组", "group")
        group = _read_group(desk, fields, category.id)
        groups.append(group)
        shared = {key: desk.words(fields, key) for key in _SHARED}
        entries += [_read_word(desk, item, shared, group) for item in desk.items(pick(fields, "words"), "words")]
        patterns += [_read_pattern(desk, item, group) for item in desk.items(pick(fields, "patterns"), "patterns")]
    return category, entries, patterns, groups


def suggest_word(word: str, known: Iterable[str]) -> str:
    """Return what was probably meant, or what there is."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1)
    return f"是不是 {close[0]}" if close else f"可用：{'、'.join(names[:12])}"


def _read_group(desk: Desk, fields: Mapping[Text, Node], category: str) -> Group:
    owner = next(iter(fields), None)
    name = desk.text(pick(fields, "id"), owner, "id")
    if not _ID.fullmatch(name):
        raise desk.fault(name, "词组的 id 应是小写英文、数字和下划线")
    wheres = [desk.text(item, owner, "where") for item in desk.items(pick(fields, "where"), "where")]
    for where in wheres:
        if where not in WHERES:
            raise desk.fault(where, "where 里有不认识的来源", why=suggest_word(where, WHERES))
    return Group(
        id=str(name),
        category=category,
        zh=str(desk.text(pick(fields, "zh"), owner, "zh")),
        weight=desk.weight(fields, None),
        wheres=frozenset(map(str, wheres)) or frozenset({"goods"}),
        unless=desk.words(fields, "unless"),
        softer=desk.words(fields, "softer"),
    )


def _read_word(desk: Desk, node: Node, shared: Mapping[str, tuple[str, ...]], group: Group) -> Entry:
    """Return a word; `shared` are the contexts of all words of its group."""
    fields = desk.mapping(node, "词", "word") if isinstance(node, dict) else {}
    word = fold_title(desk.text(pick(fields, "word") if fields else node, node, "word").strip())
    if len(word) < SHORTEST:
        raise desk.fault(node, "一个字的词会误伤太多", todo="写成两个字以上的词，例如「中药」而不是「药」")
    longer = dict.fromkeys(shared["not_in"] + desk.words(fields, "not_in"))
    return Entry(
        word=word,
        group=group,
        weight=desk.weight(fields, group.weight),
        shields=tuple((shield, at) for shield in longer for at in _places(word, shield)),
        before=shared["not_before"] + desk.words(fields, "not_before"),
        after=shared["not_after"] + desk.words(fields, "not_after"),
        unless=desk.words(fields, "unless"),
        latin=word.isascii() and word[0].isalpha() and word[-1].isalpha(),
    )


def _read_pattern(desk: Desk, node: Node, group: Group) -> Pattern:
    fields = desk.mapping(node, "写法", "pattern")
    written = desk.text(pick(fields, "regex"), node, "regex")
    anchor = fold_title(desk.text(pick(fields, "anchor"), node, "anchor"))
    if not is_bounded(written):
        raise desk.fault(written, "写法里不能有不限次数的重复（* + {n,}）", todo="写成 {0,4} 这样有上限的次数")
    try:
        expression = re.compile(written)
    except re.error:
        raise desk.fault(written, "写法不是合法的正则表达式", todo="检查括号") from None
    if expression.search(""):
        raise desk.fault(written, "写法连空白都能对上")
    name = str(desk.text(pick(fields, "name"), node, "name"))
    return Pattern(name, anchor, expression, group, desk.weight(fields, group.weight))


def _places(word: str, shield: str) -> list[int]:
    return [at for at in range(len(shield) - len(word) + 1) if shield.startswith(word, at)]
