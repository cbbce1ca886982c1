"""What the health tests look at: the tracked files and the parsed modules of the product. Reads, never writes."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "yunnuo"

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file of the repository."""

    path: Path

    @property
    def name(self) -> str:
        """Its path from the repository's root, as a person would look it up."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        """Its source."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, filename=self.name)

    @property
    def is_migration(self) -> bool:
        """Whether Django wrote it."""
        return "migrations" in self.path.parts

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def strings(self) -> Iterator[ast.Constant]:
        """Every text constant that is no docstring; the fixed parts of f-strings too."""
        docstrings = {id(node) for node in _docstrings(self.tree)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                yield node


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, Documented) and ast.get_docstring(node, clean=False) is not None:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return every file git tracks or would track, in order."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(sorted(path for name in listing.split("\0") if name and (path := ROOT / name).is_file()))


@cache
def product_modules() -> tuple[Module, ...]:
    """Return every Python file of the product."""
    return tuple(Module(path) for path in sorted(SOURCE.rglob("*.py")))


@cache
def all_modules() -> tuple[Module, ...]:
    """Return every Python file of the product, its tests, benchmarks and scripts."""
    folders = ("tests", "benchmarks", "scripts")
    return product_modules() + tuple(Module(path) for name in folders for path in sorted((ROOT / name).rglob("*.py")))
