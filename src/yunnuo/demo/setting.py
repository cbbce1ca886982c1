"""The synthetic brand's facts from brand.yaml as typed values; reads package data only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from yunnuo.terms.instant import Instant, day_start

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Notice:
    """A published notice version; `published_at` is the first instant of its day."""

    version: str
    published_at: Instant
    day: date
    purposes: tuple[str, ...]
    channels: tuple[str, ...]
    categories: tuple[str, ...]
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """Who the brand is, what it published, when things happened, how many play each scene."""

    handler: str
    other_handler: str
    earliest_today: date
    shops: dict[str, str]
    shares: dict[str, int]
    on_top: dict[str, int]
    windows: dict[str, tuple[date, date]]
    eras: dict[str, date]
    notices: dict[str, Notice]
    declarations: dict[str, Any]
    scenes: dict[str, int]


def load_data(name: str) -> Any:
    """Return the parsed YAML of a file of this package."""
    return yaml.safe_load(read_data(name))


def read_data(name: str) -> str:
    """Return the text of a file of this package."""
    return resources.files("yunnuo.demo").joinpath(name).read_text(encoding="utf-8")


@cache
def load_headers() -> dict[str, list[str]]:
    """Return file kind -> header row as the platform writes it."""
    return {kind: list(row) for kind, row in load_data("headers.yaml").items()}


@cache
def load_setting() -> Setting:
    """Return the brand of brand.yaml."""
    raw = load_data("brand.yaml")
    notices = {entry["version"]: _read_notice(entry) for entry in raw["notices"]}
    windows = {name: (first, last) for name, (first, last) in raw["windows"].items()}
    return Setting(**{**raw, "notices": notices, "windows": windows})


def _read_notice(entry: dict[str, Any]) -> Notice:
    return Notice(
        version=entry["version"],
        published_at=day_start(entry["published_at"]),
        day=entry["published_at"],
        purposes=tuple(entry["purposes"]),
        channels=tuple(entry["channels"]),
        categories=tuple(entry["categories"]),
        elements=tuple(entry["elements"]),
    )
