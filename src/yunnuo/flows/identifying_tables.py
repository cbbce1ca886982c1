"""The data of `identifying.yaml`, read once: grounds of findings, what a purpose needs, what reveals something."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load_tables() -> dict[str, Any]:
    """Return the data tables of this flow: grounds, needs, reveals, and when a list tells of everybody."""
    text = (files("yunnuo.flows") / "identifying.yaml").read_text("utf-8")
    tables: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return tables
