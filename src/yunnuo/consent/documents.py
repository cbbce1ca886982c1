"""The shape of a notice document: what a handler tells individuals, as frozen values of ids and texts.

One field table serves reading, canonical JSON, checking and comparing: a field's `kind` says what stands in it. Holds
no law and judges nothing: which field is needed when is said by the rulebook.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from dataclasses import Field

    from yunnuo.terms.instant import Instant

SCHEMA: Final = "yunnuo.notice/1"
NO_CHANNEL: Final = "none"  # stands in `channels`: this purpose never contacts the individual

# Content that says by being there that a circumstance holds: field of the document -> fact.
IMPLIED: Final = {
    "recipients": "provides_to_others",
    "entrusted": "entrusts",
    "joint": "jointly_handled",
    "overseas": "provides_abroad",
    "sdk": "uses_sdk",
    "sensitive": "sensitive",
    "automated": "uses_profiling",
    "children": "children_involved",
    "successor": "merging",
    "camera_sign": "cameras_used",
    "account_closing": "has_accounts",
    "changes": "notice_changed",
}


def _text() -> Any:
    return field(default="", metadata={"kind": "text"})


def _texts() -> Any:
    return field(default=(), metadata={"kind": "texts"})


def _word(list_name: str) -> Any:
    return field(default="", metadata={"kind": "word", "list": list_name})


def _words(list_name: str) -> Any:
    return field(default=(), metadata={"kind": "words", "list": list_name})


def _many(shape: type) -> Any:
    return field(default=(), metadata={"kind": "many", "shape": shape})


@dataclass(frozen=True, slots=True)
class Handler:
    """Who tells: the legal entity, its brand word, how to reach it and its protection officer."""

    name: str = _text()
    brand: str = _text()
    contact: str = _text()
    officer: str = _text()


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose in plain words, with everything it uses; `channels` is (`none`,) when nobody is contacted."""

    purpose: str = _word("purposes")
    text: str = _text()
    basis: str = _word("bases")
    methods: tuple[str, ...] = _words("acts")
    categories: tuple[str, ...] = _words("categories")
    channels: tuple[str, ...] = _words("channels")
    retention: str = _text()
    after: str = _text()

    @property
    def contacts(self) -> tuple[str, ...]:
        """Return the channels it really contacts on."""
        return tuple(channel for channel in self.channels if channel != NO_CHANNEL)


@dataclass(frozen=True, slots=True)
class Collected:
    """One kind of personal information and where it comes from; `needed` says what cannot be done without it."""

    category: str = _word("categories")
    source: str = _text()
    needed: str = _text()


@dataclass(frozen=True, slots=True)
class Party:
    """An entrusted party, another handler, a joint handler or a recipient abroad, as one line of a list."""

    name: str = _text()
    contact: str = _text()
    place: str = _text()
    purpose: str = _text()
    methods: tuple[str, ...] = _texts()
    categories: tuple[str, ...] = _words("categories")
    basis: str = _word("bases")
    rights: str = _text()
    necessity: str = _text()
    effect: str = _text()


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A kind of sensitive personal information: why it is necessary and what it does to the individual."""

    category: str = _word("categories")
    purposes: tuple[str, ...] = _words("purposes")
    necessity: str = _text()
    effect: str = _text()


@dataclass(frozen=True, slots=True)
class Automated:
    """Automated decision-making: what is used, on what, its effect, how to switch it off."""

    text: str = _text()
    purposes: tuple[str, ...] = _words("purposes")
    categories: tuple[str, ...] = _words("categories")
    effect: str = _text()
    switch_off: str = _text()


@dataclass(frozen=True, slots=True)
class Kit:
    """Embedded third-party code."""

    name: str = _text()
    provider: str = _text()
    purpose: str = _text()
    categories: tuple[str, ...] = _words("categories")


@dataclass(frozen=True, slots=True)
class Children:
    """The rules for minors under the age of the law, and what the guardian is told; no purposes = all of them."""

    rules: str = _text()
    purposes: tuple[str, ...] = _words("purposes")
    storage_place: str = _text()
    retention: str = _text()
    after: str = _text()
    safety: str = _text()
    refusal: str = _text()
    complaint: str = _text()
    correction: str = _text()
    refuse_option: str = _text()


@dataclass(frozen=True, slots=True)
class Separate:
    """A thing that is asked apart from everything else, in its own sentence; `recipients` are names in the lists."""

    kind: str = _word("separate_kinds")
    text: str = _text()
    purposes: tuple[str, ...] = _words("purposes")
    categories: tuple[str, ...] = _words("categories")
    recipients: tuple[str, ...] = _texts()


@dataclass(frozen=True, slots=True)
class Rights:
    """How to use which rights."""

    how: str = _text()
    kinds: tuple[str, ...] = _words("request_kinds")


@dataclass(frozen=True, slots=True)
class Risks:
    """What may happen, what refusing means, how the information is kept safe, who else holds it."""

    likely: str = _text()
    refusal: str = _text()
    safety: str = _text()
    holders: str = _text()


@dataclass(frozen=True, slots=True)
class Successor:
    """Who takes over after a merger, split, dissolution or bankruptcy."""

    name: str = _text()
    contact: str = _text()


@dataclass(frozen=True, slots=True)
class Changes:
    """What is other than in the former version, and how individuals are told."""

    items: tuple[str, ...] = _texts()
    pushed: str = _text()


@dataclass(frozen=True, slots=True)
class NoticeDocument:
    """One version of a notice. `published_at` in microseconds UTC; `situation` holds facts as `fact=value` pairs."""

    version: str = _text()
    replaces: str = _text()
    title: str = _text()
    published_at: Instant = field(default=0, metadata={"kind": "day"})
    handler: Handler = field(default_factory=Handler, metadata={"kind": "one", "shape": Handler})
    touchpoints: tuple[str, ...] = _words("touchpoints")
    situation: Mapping[str, bool | int] = field(default_factory=dict, metadata={"kind": "situation"})
    short: str = _text()
    purposes: tuple[Purpose, ...] = _many(Purpose)
    collected: tuple[Collected, ...] = _many(Collected)
    sensitive: tuple[Sensitive, ...] = _many(Sensitive)
    automated: Automated = field(default_factory=Automated, metadata={"kind": "one", "shape": Automated})
    separate: tuple[Separate, ...] = _many(Separate)
    entrusted: tuple[Party, ...] = _many(Party)
    recipients: tuple[Party, ...] = _many(Party)
    joint: tuple[Party, ...] = _many(Party)
    overseas: tuple[Party, ...] = _many(Party)
    publication: str = _text()
    sdk: tuple[Kit, ...] = _many(Kit)
    children: Children = field(default_factory=Children, metadata={"kind": "one", "shape": Children})
    rights: Rights = field(default_factory=Rights, metadata={"kind": "one", "shape": Rights})
    withdrawal: str = _text()
    account_closing: str = _text()
    complaint: str = _text()
    risks: Risks = field(default_factory=Risks, metadata={"kind": "one", "shape": Risks})
    successor: Successor = field(default_factory=Successor, metadata={"kind": "one", "shape": Successor})
    camera_sign: str = _text()
    changes: Changes = field(default_factory=Changes, metadata={"kind": "one", "shape": Changes})

    @property
    def sha256(self) -> str:
        """Return the hash of the canonical JSON."""
        return hashlib.sha256(write_document(self).encode()).hexdigest()

    @property
    def offered(self) -> tuple[Purpose, ...]:
        """Return the purposes that rest on consent: those an individual is asked about."""
        return tuple(purpose for purpose in self.purposes if purpose.basis == "consent")


def list_fields(shape: Any) -> Iterator[Field[Any]]:
    """Yield the fields of a shape; each says its kind (and list or inner shape) in its metadata."""
    yield from fields(shape)


def write_document(document: NoticeDocument) -> str:
    """Return the canonical JSON: keys sorted, no blanks, nothing escaped that need not be."""
    held = {"schema": SCHEMA, **asdict(document)}
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load_document(text: str) -> NoticeDocument:
    """Return the document of a canonical JSON; raise ValueError for another schema."""
    held = json.loads(text)
    if held.pop("schema", None) != SCHEMA:
        raise ValueError(f"not a {SCHEMA}")
    document = _build(NoticeDocument, held)
    assert isinstance(document, NoticeDocument)  # noqa: S101  # what was asked to be built
    return document


def _build(shape: Any, held: Mapping[str, Any]) -> Any:
    made = {}
    for item in list_fields(shape):
        kind, value = item.metadata["kind"], held[item.name]
        if kind == "one":
            value = _build(item.metadata["shape"], value)
        elif kind == "many":
            value = tuple(_build(item.metadata["shape"], inner) for inner in value)
        elif isinstance(value, list):
            value = tuple(value)
        made[item.name] = value
    return shape(**made)
