"""The templates of pages, opened alike: everything is escaped, and a missing value is an error, not a blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

if TYPE_CHECKING:
    from jinja2 import BaseLoader


def open_templates(loader: BaseLoader) -> Environment:
    """Return an environment of our own over the templates of a loader."""
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
