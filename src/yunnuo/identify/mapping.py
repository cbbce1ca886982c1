"""The mapping file a user supplies for a download no reader knows: which header plays which role.

YAML with `platform`, `kind`, optional `origin`, and `columns: {role: header or list of headers}`. Every fault names
its line. It must never accept a misspelled role silently: the column would be ignored.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import yaml

from yunnuo.identify.errors import refuse
from yunnuo.identify.readers import READERS
from yunnuo.identify.shape import Layout, Role, normalise_header
from yunnuo.terms.errors import Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_KEYS: Final = ("platform", "kind", "origin", "columns")
ORIGINS: Final = ("platform_order", "platform_member", "own_form", "own_order", "wecom_add", "card_scan", "partner")
_LARGEST: Final = 1 << 20


def read_mapping(path: Path) -> Layout:
    """Return the layout a mapping file describes; raise InputError with the line of the first fault."""
    entries = _read_entries(path)
    missing = [key for key in ("platform", "kind", "columns") if key not in entries]
    if missing:
        raise refuse("mapping", f"对照文件缺少 {'、'.join(missing)}", path.name, todo="补上后再试")
    platform = _read_choice(entries["platform"], "platform", tuple(READERS), path.name)
    kind = _read_text(entries["kind"], "kind", path.name)
    usual = "platform_order" if READERS[platform] else "own_order"
    origin = _read_choice(entries["origin"], "origin", ORIGINS, path.name) if "origin" in entries else usual
    roles = _read_columns(entries["columns"], path.name)
    headers = tuple(roles)
    return Layout(f"mapping.{platform}.{kind}", platform, kind, "", "user", origin, headers, roles)


def check_mapped(layout: Layout, headers: Sequence[str], *, file: str) -> None:
    """Raise InputError when a header the mapping names is not in the file."""
    present = {normalise_header(header): header.strip() for header in headers}
    for header in layout.headers:
        if header not in present:
            close = get_close_matches(header, list(present), n=1, cutoff=0.5)
            hint = f"是不是「{present[close[0]]}」" if close else f"文件共有 {len(present)} 列"
            what = f"文件里没有对照文件为 {layout.roles[header]} 写的列"
            raise refuse("mapping", what, file, why=hint, todo="改正对照文件")


def _read_entries(path: Path) -> dict[str, yaml.Node]:
    root = _compose(path)
    if not isinstance(root, yaml.MappingNode):
        raise refuse("mapping", "对照文件应是“键: 值”的列表", path.name, todo="参照 docs/how-to/map-a-file.md")
    entries = {}
    for key, value in root.value:
        name = _read_text(key, "键", path.name)
        if name not in _KEYS:
            raise refuse("mapping", "有一个不认识的键", _place(key, path.name), why=_suggest(name, _KEYS), todo="改正")
        entries[name] = value
    return entries


def _compose(path: Path) -> yaml.Node | None:
    if not path.is_file():
        raise refuse("mapping", "找不到对照文件", path.name, todo="检查文件名和所在位置")
    if path.stat().st_size > _LARGEST:
        raise refuse("mapping", "对照文件过大", path.name, todo="只写列名对照")
    try:
        return yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except (UnicodeDecodeError, yaml.reader.ReaderError):
        raise refuse("mapping", "对照文件不是 UTF-8 文字", path.name, todo="另存为 UTF-8") from None
    except RecursionError:
        raise refuse("mapping", "对照文件的层次太深", path.name, todo="只写列名对照") from None
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else None
        raise refuse("mapping", "对照文件不是合法的 YAML", Place(path.name, row), todo="检查缩进与冒号") from None


def _read_columns(node: yaml.Node, file: str) -> dict[str, Role]:
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise refuse("mapping", "columns 应是“角色: 列名”的列表", _place(node, file), todo="至少写一个角色")
    roles: dict[str, Role] = {}
    for key, value in node.value:
        role = Role(_read_choice(key, "角色", tuple(Role), file))
        for item in value.value if isinstance(value, yaml.SequenceNode) else [value]:
            header = normalise_header(_read_text(item, role, file))
            if header in roles:
                raise refuse("mapping", "有一列写了两次", _place(item, file), todo="一列只能有一个角色")
            roles[header] = role
    return roles


def _read_choice(node: yaml.Node, what: str, known: Sequence[str], file: str) -> str:
    text = _read_text(node, what, file)
    if text not in known:
        raise refuse("mapping", f"{what} 写的词不认识", _place(node, file), why=_suggest(text, known), todo="改正")
    return text


def _read_text(node: yaml.Node, what: str, file: str) -> str:
    if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
        raise refuse("mapping", f"{what} 应是一个词", _place(node, file), todo="改正")
    return str(node.value).strip()


def _suggest(text: str, known: Sequence[str]) -> str:
    close = get_close_matches(text, known, n=1)
    return f"是不是 {close[0]}" if close else f"可用：{'、'.join(known)}"


def _place(node: yaml.Node, file: str) -> Place:
    return Place(file=file, row=node.start_mark.line + 1)
