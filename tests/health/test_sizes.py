"""Files, functions and names stay small enough to be read in one go."""

from __future__ import annotations

import re

from health_source import Function, product_modules

FILE_LINES = 300
FUNCTION_LINES = 40
SHARE = 0.95
NAME_WORDS = 2
REFUSED_WORDS = {"util", "utils", "helper", "helpers", "manager", "misc"}
OVERRIDDEN = {"get_help"}  # methods of a library that a class of ours replaces; their names are not ours


def _lines(function: Function) -> int:
    """Count the lines from `def` to the last statement."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _words(name: str) -> list[str]:
    return [word for word in name.strip("_").split("_") if word]


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    """No file of the product, migrations apart, is longer than 300 lines."""
    lengths = {module.name: len(module.text.splitlines()) for module in product_modules() if not module.is_migration}

    assert {} == {name: length for name, length in lengths.items() if length > FILE_LINES}


def test_functions_are_short() -> None:
    """Of twenty functions at most one is longer than forty lines."""
    functions = [(module.name, function) for module in product_modules() for function in module.functions()]
    too_long = [f"{name}:{function.name}" for name, function in functions if _lines(function) > FUNCTION_LINES]

    assert len(too_long) <= (1 - SHARE) * len(functions), too_long


def test_complexity_is_never_excused() -> None:
    """No line switches off the linter's limits on branches and statements."""
    excuse = re.compile(r"noqa:.*\b(C901|PLR0912|PLR0915)\b")

    assert [] == [module.name for module in product_modules() if excuse.search(module.text)]


def test_functions_have_short_names() -> None:
    """Of twenty functions at most one has a name of more than two words."""
    names = [
        f"{module.name}:{function.name}"
        for module in product_modules()
        for function in module.functions()
        if not function.name.startswith("__") and not module.is_migration
    ]
    too_long = [name for name in names if len(_words(name.rpartition(":")[2])) > NAME_WORDS]

    assert len(too_long) <= (1 - SHARE) * len(names), too_long


def test_no_drawer_for_everything() -> None:
    """No module, class or function is called a getter, a helper, a manager or a collection of utilities."""
    modules = [module.name for module in product_modules() if REFUSED_WORDS & set(_words(module.path.stem))]
    functions = [
        f"{module.name}:{function.name}"
        for module in product_modules()
        for function in module.functions()
        if not function.name.startswith("__")
        and function.name not in OVERRIDDEN
        and (REFUSED_WORDS & set(_words(function.name)) or function.name.lstrip("_").startswith("get_"))
    ]

    assert [] == modules + functions
