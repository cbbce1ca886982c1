"""A strict YAML subset: mappings, lists and strings, each string with its line; nothing else is read into meaning.

No date magic, no `no -> False`, no anchors, tags or duplicate keys.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import yaml

from yunnuo.rulebook.errors import Fault, RulebookError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEEPEST = 50
ANCHOR = re.compile(r"(^|[\s\[{,:-])[&*!]\S")


class _Plain(yaml.CSafeLoader):
    """Guesses no types: whatever stands there is text."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (the library declares it so)


class Text(str):
    """A string that remembers the line it stands on (from 1)."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, value: str, line: int) -> Self:
        """Return the string with its line."""
        text = super().__new__(cls, value)
        text.line = line
        return text

    def __reduce__(self) -> tuple[type[Self], tuple[str, int]]:
        """Return what a copy in another process is made of."""
        return type(self), (str(self), self.line)


Node = Text | list["Node"] | dict[Text, "Node"]


def line_of(node: object, default: int = 1) -> int:
    """Return the line a node starts on, as far as its strings tell."""
    if isinstance(node, Text):
        return node.line
    inner = next(iter(node), None) if isinstance(node, (list, dict)) else None
    return default if inner is None else line_of(inner, default)


def read_subset(text: str, file: str, first_line: int = 1) -> Node:
    """Parse text into strings, lists and mappings; raise RulebookError with file and line."""
    try:
        root = yaml.compose(text, Loader=_Plain)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = first_line + (mark.line if mark else 0)
        raise RulebookError([Fault(file, line, f"不是合法的 YAML：{error.problem}")]) from None
    except yaml.reader.ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        raise RulebookError([Fault(file, line, "有 YAML 不允许的控制字符")]) from None
    if root is None:
        return {}
    for token in yaml.scan(text, Loader=yaml.CSafeLoader) if ANCHOR.search(text) else ():
        if isinstance(token, (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken)):
            raise RulebookError([Fault(file, first_line + token.start_mark.line, "不使用锚点、引用和标签（&、*、!）")])
    return _convert(root, file, first_line)


def refuse_deep(text: str, file: str) -> None:
    """Raise RulebookError for nesting no person writes: composing it would exhaust the stack of the process."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise RulebookError([Fault(file, line, f"层次超过 {DEEPEST} 层")])
    except yaml.YAMLError:
        return  # `read_subset` tells where


def _convert(node: yaml.Node, file: str, base: int) -> Node:
    line = base + node.start_mark.line
    if isinstance(node, yaml.ScalarNode):
        return Text(node.value, line)
    if isinstance(node, yaml.SequenceNode):
        return [_convert(item, file, base) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, file, base)
    raise RulebookError([Fault(file, line, "只使用键值、列表和文字")])


def _mapping(node: yaml.MappingNode, file: str, base: int) -> dict[Text, Node]:
    result: dict[Text, Node] = {}
    for key_node, value_node in node.value:
        key = _convert(key_node, file, base)
        if not isinstance(key, Text):
            raise RulebookError([Fault(file, base + key_node.start_mark.line, "键须是文字")])
        if key in result:
            raise RulebookError([Fault(file, key.line, f"键 `{key}` 重复")])
        result[key] = _convert(value_node, file, base)
    return result


def as_mapping(node: Node, file: str, what: str) -> dict[Text, Node]:
    """Return the node as a mapping or raise RulebookError."""
    if isinstance(node, dict):
        return node
    raise RulebookError([Fault(file, line_of(node), f"{what}应是“键: 值”")])


def as_list(node: Node | None, file: str, what: str) -> list[Node]:
    """Return the node as a list (absent = empty) or raise RulebookError."""
    if node is None:
        return []
    if isinstance(node, list):
        return node
    raise RulebookError([Fault(file, line_of(node), f"{what}应是列表")])


def as_text(node: Node | None, file: str, what: str) -> Text:
    """Return the node as text or raise RulebookError."""
    if isinstance(node, Text):
        return node
    raise RulebookError([Fault(file, line_of(node), f"缺 `{what}`" if node is None else f"{what}应是一行文字")])


def texts_of(node: Node | None, file: str, what: str) -> list[Text]:
    """Return a list of texts; a single text counts as a list of one."""
    if isinstance(node, Text):
        return [node]
    return [as_text(item, file, what) for item in as_list(node, file, what)]


def plain(node: Node) -> object:
    """Return the node as ordinary dict, list and str, without lines."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    return str(node)


def pick(mapping: Mapping[Text, Node], key: str) -> Node | None:
    """Return the node under a key, or None."""
    return mapping.get(key)  # type: ignore[call-overload,no-any-return]  # Text is a str
