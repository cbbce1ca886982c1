"""Write docs/reference from the code and the rulebook, so that neither can say something else than the other.

`python scripts/build_docs.py` writes the pages; `--check` writes nothing and fails when one is out of date.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yunnuo.rulebook.model import Rule

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "yunnuo"
REFERENCE = ROOT / "docs" / "reference"
CODE = re.compile(r"[a-z_]+\.[a-z_.]+")
HAN = re.compile(r"[一-鿿]")
DRAWN = re.compile(rf"^.*[├└]── ({CODE.pattern})\s+(.+)$", re.MULTILINE)
NOTE = "<!-- Written by `make docs`. Change the code, not this page. -->\n\n"

# Vocabularies a person needs to fill in a command, an event file or a notice file, with the heading of each.
VOCABULARIES = {
    "purposes": "目的 purposes",
    "channels": "渠道 channels",
    "categories": "个人信息种类 categories",
    "manners": "同意的方式 manners",
    "notice_elements": "告知要素 notice elements",
    "platforms": "平台 platforms",
    "gates": "关口 gates",
    "readings": "有争议的口径 contested readings",
}


def _table(headers: list[str], rows: list[list[str]]) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def write_cli() -> str:
    """Return the page of every command, as the command line itself describes them."""
    command = [sys.executable, "-m", "typer", "yunnuo.cli.main", "utils", "docs", "--name", "yunnuo"]
    text = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8").stdout  # noqa: S603
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


def _drawn(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield code and meaning of every error in the tree an `errors.py` draws in its docstring."""
    yield from DRAWN.findall(ast.get_docstring(tree) or "")


def _raised(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield code and first sentence of every error that is built in a module with its code written out."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        for first, second in pairwise(node.args):
            code, what = getattr(first, "value", None), _readable(second)
            if getattr(node.func, "id", "") == "refuse" and isinstance(code, str):  # the one of the room identify
                code = f"identify.{code}"
            if isinstance(code, str) and CODE.fullmatch(code) and HAN.search(what):  # others are facts and kinds
                yield code, what


def _readable(node: ast.expr) -> str:
    """Return a text with `…` for what is filled in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_readable(part) for part in node.values)
    return "…"


def write_errors() -> str:
    """Return the page of every error code and what it says."""
    found: dict[str, str] = {}
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))]
    for list_errors in (_raised, _drawn):  # what people read, before what we say among ourselves
        for tree in trees:
            for code, what in list_errors(tree):
                found.setdefault(code, what)
    rows = [[f"`{code}`", what] for code, what in sorted(found.items())]
    head = (
        "# 错误 Errors\n\n"
        "每个错误都说明：什么错了、在哪里、为什么、怎么办，末尾的方括号里是稳定的代码。"
        "错误里从不出现单元格的内容，只有位置。\n\n"
        "退出码：0 完成；1 被拒绝，或者检查没有通过；2 输入有误（什么也没有写出）。\n\n"
    )
    return head + _table(["代码", "说明"], rows)


def write_vocabulary() -> str:
    """Return the page of the closed lists a person writes in commands and files."""
    parts = ["# 词表 Vocabulary\n\n命令、事件文件和告知文件里，写标识或中文名都可以。\n"]
    for name, heading in VOCABULARIES.items():
        entries = yaml.load((SOURCE / "rulebook" / "vocab" / f"{name}.yaml").read_text("utf-8"), yaml.CSafeLoader)
        rows = [[f"`{entry['id']}`", entry["zh"], entry["en"], "、".join(entry.get("aka", []))] for entry in entries]
        width = 4 if any(row[3] for row in rows) else 3
        titles = ["标识", "中文", "English", "也可以写"]
        parts.append(f"\n## {heading}\n\n" + _table(titles[:width], [row[:width] for row in rows]))
    return "".join(parts)


def write_facts() -> str:
    """Return every fact a question may state, grouped by where it is written, with its values."""
    from yunnuo.flows.handbook import describe_facts
    from yunnuo.rulebook.book import load_book

    parts = ["# 事实 Facts\n\n写进 `yunnuo decide` 的事实文件；没有写的就是不知道。"]
    for group, facts in groupby(describe_facts(load_book()), key=lambda row: str(row["group_zh"])):
        rows = [[f"`{row['id']}`", _values(row), str(row["zh"])] for row in facts]
        parts += [f"## {group}", _table(["事实", "取值", "说明"], rows)]
    return "\n\n".join(parts) + "\n"


def _values(row: dict[str, object]) -> str:
    values = row["values"]
    return "、".join(f"`{value}`" for value in values) if isinstance(values, list) and values else str(row["type"])


def write_rules() -> str:
    """Return every rule of the book by law and article: what it says, where it stands, since when, how sure."""
    from yunnuo.rulebook.book import load_book

    parts = ["# 规则 Rules\n\n未经律师核对。把握代号见 `yunnuo rules show` 和报告。"]
    law = ""
    for article in load_book().articles:
        if article.law.id != law:
            law = article.law.id
            parts.append(f"## {article.law.title}")
        rows = [
            [f"`{rule.id}`", rule.zh, rule.citation, _period(rule), rule.confidence]
            for rule in article.rules
            if rule.kind != "not_encoded"
        ]
        left = [f"- 未编码：{rule.zh}" for rule in article.rules if rule.kind == "not_encoded"]
        parts.append(f"### {article.title}")
        if rows:
            parts.append(_table(["规则", "说什么", "出处", "有效", "把握"], rows))
        if left:
            parts.append("\n".join(left))
    return "\n\n".join(parts) + "\n"


def _period(rule: Rule) -> str:
    return f"{rule.since} 起" + (f"至 {rule.until}" if rule.until else "")


def write_rooms() -> str:
    """Return the page of the rooms and what each is for, from their own docstrings."""
    rows = []
    for path in sorted(SOURCE.glob("*/__init__.py")):
        caption = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        rows.append([f"`{path.parent.name}`", " ".join(caption.split())])
    return "# Rooms\n\nOne caption each; the order of layers stands in `pyproject.toml`.\n\n" + _table(
        ["room", "what it is for"], rows
    )


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": write_cli,
    "errors.md": write_errors,
    "rooms.md": write_rooms,
    "facts.md": write_facts,
    "rules.md": write_rules,
    "vocabulary.md": write_vocabulary,
}


def build_pages(*, check: bool) -> int:
    """Write every page, or with `check` only compare; return the exit code."""
    stale = []
    for name, write in PAGES.items():
        text, path = NOTE + write(), REFERENCE / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            REFERENCE.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if check and stale:
        sys.stderr.write(f"Out of date: {', '.join(stale)}. Run `make docs`.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(build_pages(check="--check" in sys.argv[1:]))
