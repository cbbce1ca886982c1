"""Drawing a parcel card: one drawing in millimetres, written as a sheet to cut (PDF) and as one card (SVG, PNG).

Nothing on a card tells one parcel from another: every card of a batch is the same. No text is smaller than 7 points, no
code smaller than 25 mm; what cannot be kept to that, or not be written with the font, is refused.
"""

from __future__ import annotations

from yunnuo.flows.card_sheet.content import CardContent
from yunnuo.flows.card_sheet.layout import Format, choose_format, draw_card
from yunnuo.flows.card_sheet.picture import write_png, write_svg
from yunnuo.flows.card_sheet.sheet import write_sheet

__all__ = ["CardContent", "Format", "choose_format", "draw_card", "write_png", "write_sheet", "write_svg"]
