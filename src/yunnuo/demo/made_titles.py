"""Hand-written titles of goods with what they give away; for measuring the goods dictionary, never for writing it."""

from __future__ import annotations

from importlib.resources import files

import yaml

from yunnuo.demo.title_scores import KnownTitle

_NONE = "none"


def load_titles() -> list[KnownTitle]:
    """Return the titles with their labels."""
    held = yaml.safe_load((files("yunnuo.demo") / "made_titles.yaml").read_text("utf-8"))
    return [KnownTitle(text, frozenset(label.split("+")) - {_NONE}) for label, texts in held.items() for text in texts]
