"""The law stands in the rulebook, never in Python: no date, no article, in no text and in no call."""

from __future__ import annotations

import ast
import re

from health_source import Module, product_modules

LAW = re.compile(r"\b20\d\d-\d\d-\d\d\b|\b20\d\d年\d|第[一二三四五六七八九十百零〇\d]+条")
DATES = {"date", "datetime"}
FIRST_YEAR = 1971  # the epoch itself is arithmetic, not law


def _is_exempt(module: Module) -> bool:
    """Exempt the synthetic brand, which invents dates, and what Django wrote."""
    return module.is_migration or "demo" in module.path.parts


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_dated(node: ast.AST) -> bool:
    """Tell whether the node builds a date from a written-out year."""
    if not isinstance(node, ast.Call) or _called(node) not in DATES or not node.args:
        return False
    year = node.args[0]
    return isinstance(year, ast.Constant) and isinstance(year.value, int) and year.value >= FIRST_YEAR


def test_no_law_in_texts() -> None:
    """No text in the product outside docstrings holds a calendar date or the number of an article."""
    found = [
        f"{module.name}:{text.lineno}"
        for module in product_modules()
        if not _is_exempt(module)
        for text in module.strings()
        if LAW.search(str(text.value))
    ]

    assert [] == found


def test_no_law_in_dates() -> None:
    """No call in the product builds a date from a year written in Python."""
    found = [
        f"{module.name}:{getattr(node, 'lineno', 0)}"
        for module in product_modules()
        if not _is_exempt(module)
        for node in ast.walk(module.tree)
        if _is_dated(node)
    ]

    assert [] == found
