"""Identifiers say what Chinese law says; words that mean something else there are never used.

The official English of the Personal Information Protection Law calls a handler (个人信息处理者) a processor, which
elsewhere is the entrusted party: one word for two opposite parties.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from health_source import Function, Module, all_modules

if TYPE_CHECKING:
    from collections.abc import Iterator

FORBIDDEN = [
    "processor",
    "controller",
    "data_subject",
    "personal_data",
    "pii",
    "opt_in",
    "optin",
    "dpo",
    "dpia",
    "ropa",
    "special_category",
    "explicit_consent",
    "legitimate_interest",
    "reconsent",
]
_FORBIDDEN = re.compile(rf"_({'|'.join(FORBIDDEN)})(s|es)?_")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _bound(module: Module) -> Iterator[str]:
    """Yield every name the module gives to something; names it only uses belong to others."""
    yield module.path.stem
    for node in ast.walk(module.tree):
        if isinstance(node, Function | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def _is_forbidden(name: str) -> bool:
    snake = _HUMP.sub("_", name).lower()
    return _FORBIDDEN.search(f"_{snake}_") is not None


def test_forbidden_words_are_seen() -> None:
    """A forbidden word is found in snake case, in camel case and in the plural, but not inside another word."""
    names = ("data_subjects", "DataSubjectRow", "load_PII", "coprocessors")

    assert [True, True, True, False] == [_is_forbidden(name) for name in names]


def test_no_forbidden_word_in_identifiers() -> None:
    """No identifier in the product, its tests, benchmarks or scripts uses a forbidden word."""
    found = {f"{module.name}: {name}" for module in all_modules() for name in _bound(module) if _is_forbidden(name)}

    assert set() == found
