"""How information came to the handler: which kind of source means which mode of collecting (直接、交互、间接)."""

from __future__ import annotations

from typing import Final

MODES: Final = {
    "platform_order": "indirect",
    "platform_member": "indirect",
    "own_form": "direct",
    "own_order": "direct",
    "wecom_add": "interaction",
    "card_scan": "direct",
    "partner": "indirect",
}
# In these files the individual gave every key of a row as their own; elsewhere keys of a row only hang together.
DECLARED_OWN: Final = frozenset({"platform_member", "own_form", "own_order"})
