"""From the YAML of a notice document to its frozen shape: every key known, every word of a closed list resolved.

All faults are found in one reading, each with its line and the nearest known word; what the user wrote is never quoted.
Judges no completeness: a document may lack anything but what makes it a document.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.documents import IMPLIED, NO_CHANNEL, NoticeDocument, list_fields
from yunnuo.consent.errors import DocumentRefused, LineFault
from yunnuo.rulebook.errors import suggest
from yunnuo.rulebook.subset import Node, Text, line_of, pick
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from yunnuo.rulebook.checklist import Checklist
    from yunnuo.rulebook.vocabulary import Fact, Vocabulary

NEEDED: Final = ("version", "published_at", "handler", "touchpoints", "short", "purposes")
LONGEST: Final = 4_000  # characters of one text
_VERSION: Final = re.compile(r"[0-9A-Za-z一-鿿._-]{1,80}")
_FOLD: Final = re.compile(r"(?<=[^\x00-\xff]) (?=[^\x00-\xff])")
_NO_CHANNEL_ZH: Final = "不联系"
_TRUTHS: Final = {"yes": True, "no": False, "是": True, "否": False}
_NAME_LENGTH: Final = 160


def merge_words(vocabulary: Vocabulary, checklist: Checklist) -> Vocabulary:
    """Return the vocabulary with the lists only notice documents use."""
    return replace(vocabulary, lists={**vocabulary.lists, **checklist.lists})


def read_document(node: Node, file: str, words: Vocabulary, circumstances: Collection[str]) -> NoticeDocument:
    """Return the document a YAML mapping states; `circumstances` are the facts its `situation` may give.

    Raises DocumentRefused with every fault and its line.
    """
    reader = _Reader(words, circumstances)
    document = reader.shape(NoticeDocument, node, "文档")
    if isinstance(node, dict):
        for key in NEEDED:
            if not pick(node, key):
                reader.refuse(line_of(node), f"缺 `{key}`", "补上这一项")
        reader.check_whole(document, node)
    if reader.faults:
        raise DocumentRefused(file, reader.faults)
    assert isinstance(document, NoticeDocument)  # noqa: S101  # no fault: it was built
    return document


class _Reader:
    """Builds shapes and collects what is wrong on the way."""

    def __init__(self, words: Vocabulary, circumstances: Collection[str]) -> None:
        self.words, self.circumstances = words, circumstances
        self.faults: list[LineFault] = []

    def refuse(self, line: int, what: str, todo: str = "改正这一行") -> None:
        self.faults.append(LineFault(line, what, todo))

    def shape(self, shape: Any, node: Node, name: str) -> Any:
        if not isinstance(node, dict):
            self.refuse(line_of(node), f"`{name}` 应是“键: 值”")
            return shape()
        known = {item.name: item for item in list_fields(shape)}
        made = {}
        for key, value in node.items():
            item = known.get(str(key))
            if item is None:
                self.refuse(key.line, f"有一个不认识的键{suggest(key, known)}", "改成认识的键，或者删掉")
            elif value:
                made[item.name] = self.value(item.metadata, value, str(key), key.line)
        return shape(**made)

    def value(self, meta: Mapping[str, Any], node: Node, name: str, line: int) -> Any:
        kind = meta["kind"]
        if kind == "one":
            return self.shape(meta["shape"], node, name)
        if kind == "situation":
            return self.situation(node)
        if kind in ("many", "texts", "words"):
            return self.listed(meta, node, name, line)
        if kind == "day":
            return self.day(node, name, line)
        text = self.text(node, name, line)
        return self.word(text, meta["list"], line_of(node, line), name) if kind == "word" else text

    def listed(self, meta: Mapping[str, Any], node: Node, name: str, line: int) -> tuple[Any, ...]:
        if meta["kind"] == "words":
            return self.word_list(node, name, meta["list"])
        items = self.items(node, name)
        if meta["kind"] == "many":
            return tuple(self.shape(meta["shape"], item, name) for item in items)
        return tuple(self.text(item, name, line) for item in items)

    def items(self, node: Node, name: str) -> list[Node]:
        if isinstance(node, dict):
            self.refuse(line_of(node), f"`{name}` 应是列表", "每一项前面写 `- `")
            return []
        return node if isinstance(node, list) else [node]

    def text(self, node: Node, name: str, line: int) -> str:
        if not isinstance(node, Text):
            self.refuse(line_of(node, line), f"`{name}` 应是文字")
            return ""
        if len(node) > LONGEST:
            self.refuse(node.line, f"`{name}` 超过 {LONGEST} 字", "写短一些")
        return _FOLD.sub("", " ".join(node.split()))  # a line folded in the file leaves no blank between Han

    def word_list(self, node: Node, name: str, list_name: str) -> tuple[str, ...]:
        found: list[str] = []
        for item in self.items(node, name):
            line = line_of(item)
            word = self.word(self.text(item, name, line), list_name, line, name)
            if word in found:
                self.refuse(line, f"`{name}` 里有重复的词", "删掉重复的")
            found.append(word)
        if NO_CHANNEL in found and len(found) > 1:
            self.refuse(line_of(node), f"`{name}` 写了“{_NO_CHANNEL_ZH}”又写了渠道", "只留一种")
        return tuple(found)

    def word(self, text: str, list_name: str, line: int, name: str) -> str:
        if list_name == "channels" and text in (NO_CHANNEL, _NO_CHANNEL_ZH):
            return NO_CHANNEL
        terms = self.words.lists[list_name]
        for term in terms.values():
            if text in (term.id, term.zh, term.zh.partition("（")[0]):
                return term.id
        hint = suggest(text, [*terms, *(term.zh for term in terms.values())])
        self.refuse(line, f"`{name}` 里有一个词表 {list_name} 没有的词{hint}", f"写词表 {list_name} 里的标识或中文名")
        return ""

    def day(self, node: Node, name: str, line: int) -> int:
        try:
            return parse_instant(self.text(node, name, line))
        except ValueError:
            self.refuse(line_of(node, line), f"`{name}` 不是存在的日期或时间", "按 YYYY-MM-DD 写")
            return 0

    def situation(self, node: Node) -> dict[str, bool | int]:
        held: dict[str, bool | int] = {}
        if not isinstance(node, dict):
            self.refuse(line_of(node), "`situation` 应是“键: 值”")
            return held
        facts = {name: self.words.facts[name] for name in self.circumstances}
        for key, value in node.items():
            fact = next((fact for fact in facts.values() if key in (fact.id, fact.zh)), None)
            if fact is None:
                known = [*facts, *(fact.zh for fact in facts.values())]
                self.refuse(key.line, f"`situation` 里有一个不认识的情形{suggest(key, known)}", "写告知文本用到的情形")
                continue
            told = self.truth(fact, value, key.line)
            if told is not None:
                held[fact.id] = told
        return dict(sorted(held.items()))

    def truth(self, fact: Fact, node: Node, line: int) -> bool | int | None:
        text = self.text(node, fact.id, line)
        if fact.type == "bool" and text in _TRUTHS:
            return _TRUTHS[text]
        if fact.type == "int" and text.isascii() and text.isdecimal():
            return int(text)
        expected = "是或否（yes、no）" if fact.type == "bool" else "数字"
        self.refuse(line_of(node, line), f"`{fact.id}` 应写{expected}")
        return None

    def check_whole(self, document: NoticeDocument, node: dict[Text, Node]) -> None:
        """Find what is wrong between parts that are each well written."""
        if document.version and not _VERSION.fullmatch(document.version):
            self.refuse(self.line(node, "version"), "`version` 有不能用的字符或者太长", "用字母、数字、汉字和 . _ -")
        if len(document.handler.name) > _NAME_LENGTH:
            self.refuse(self.line(node, "handler"), f"处理者的名称超过 {_NAME_LENGTH} 字")
        if document.replaces and document.replaces == document.version:
            self.refuse(self.line(node, "replaces"), "`replaces` 写的是自己", "写从前的版本号")
        self.check_purposes(document, node)
        self.check_situation(document, node)
        self.check_separate(document, node)

    def check_purposes(self, document: NoticeDocument, node: dict[Text, Node]) -> None:
        listed, seen = pick(node, "purposes"), set[str]()
        for entry, purpose in zip(listed if isinstance(listed, list) else [], document.purposes, strict=False):
            if purpose.purpose in seen:
                self.refuse(line_of(entry), "同一个目的写了两次", "合成一项")
            if not purpose.purpose and isinstance(entry, dict) and not pick(entry, "purpose"):
                self.refuse(line_of(entry), "这一项没有写 `purpose`", "写词表 purposes 里的目的")
            seen.add(purpose.purpose)

    def check_situation(self, document: NoticeDocument, node: dict[Text, Node]) -> None:
        for name, fact in IMPLIED.items():
            if document.situation.get(fact) is False and pick(node, name):
                zh = self.words.facts[fact].zh
                self.refuse(self.line(node, name), f"写了 `{name}`，`situation` 里却说没有“{zh}”", "两处写一致")

    def check_separate(self, document: NoticeDocument, node: dict[Text, Node]) -> None:
        parties = (*document.recipients, *document.overseas, *document.joint)
        names = {party.name for party in parties}
        for item in document.separate:
            if any(name not in names for name in item.recipients):
                line = self.line(node, "separate")
                self.refuse(line, "单独同意写了一个清单里没有的接收方", "接收方的名称与清单里的写法一致")

    @staticmethod
    def line(node: dict[Text, Node], name: str) -> int:
        return next((key.line for key in node if key == name), line_of(node))
