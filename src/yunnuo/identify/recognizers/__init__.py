"""The recognisers, one line each; a new kind is one module of the shape in `shape.py` and one line here.

A brand's own stand in `_OWN`, one line each too; see `docs/how-to/add-a-recognizer.md`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from yunnuo.identify.recognizers import (
    account,
    address,
    bank_card,
    birthday,
    company,
    coordinates,
    decoy,
    device_id,
    email,
    id_card,
    ip,
    landline,
    mobile,
    name,
    nickname,
    open_id,
    order_number,
    passport,
    permit,
    plate,
    qq,
    service_phone,
    tracking_number,
    virtual_number,
    wechat,
)

if TYPE_CHECKING:
    from yunnuo.identify.recognizers.shape import Recognizer

_OWN: Final[tuple[str, ...]] = (
    # A brand's own: the name of a module in this folder, whose RECOGNIZER counts in texts and in columns.
)
OWN: Final[tuple[Recognizer, ...]] = tuple(import_module(f"{__name__}.{name}").RECOGNIZER for name in _OWN)
RECOGNIZERS: Final[tuple[Recognizer, ...]] = (
    mobile,
    virtual_number,
    landline,
    service_phone,
    id_card,
    bank_card,
    passport,
    permit,
    plate,
    email,
    wechat,
    qq,
    account,
    nickname,
    open_id,
    device_id,
    ip,
    coordinates,
    birthday,
    order_number,
    tracking_number,
    company,
    address,
    name,
    decoy,
    *OWN,
)
