"""Reading what a breach may bring: the `exposure` list of a rule, or of a law for its rules that state none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.rulebook.errors import Fault, RulebookError, suggest
from yunnuo.rulebook.model import Exposure
from yunnuo.rulebook.subset import Node, Text, as_list, as_mapping, as_text, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPOSURE_KINDS = ("civil", "administrative", "criminal", "contract")
BREACHED = ("forbids", "requires", "default")  # kinds of rules that can be broken; nobody breaks a permission


def read_exposures(entry: Mapping[Text, Node], file: str) -> tuple[Exposure, ...]:
    """Return the `exposure` list of an entry; raise RulebookError for an unknown kind or an empty sanction."""
    return tuple(_read(node, file) for node in as_list(pick(entry, "exposure"), file, "exposure"))


def _read(node: Node, file: str) -> Exposure:
    entry = as_mapping(node, file, "exposure")
    kind, authority, sanction = (as_text(pick(entry, key), file, key) for key in ("kind", "authority", "sanction"))
    if kind not in EXPOSURE_KINDS:
        raise RulebookError([Fault(file, kind.line, f"`kind` 没有取值 `{kind}`{suggest(kind, EXPOSURE_KINDS)}")])
    return Exposure(str(kind), str(authority), str(sanction), str(pick(entry, "cites") or ""))
