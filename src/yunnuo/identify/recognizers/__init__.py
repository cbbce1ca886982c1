"""The recognisers, one line each; a new kind is one module of the shape in `shape.py` and one line here."""

from __future__ import annotations

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
)
