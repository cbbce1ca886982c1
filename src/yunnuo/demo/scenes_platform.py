"""Scenes of people met on a platform: order buyers, members, shared phones, numbers bound to one order.

Each scene puts one group of people on stage. It writes down what happened, never what follows from it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from yunnuo.demo.records import Key, Person
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Callable

    from yunnuo.demo.cast import Cast


def play_member(cast: Cast, scene: str, index: int) -> None:
    """Stage a member who consented inside the membership."""
    person, account, phone = _enrol(cast, scene, index)
    _agree_inside(cast, person, account, phone, "consent_old" if index % 2 else "consent_new")


def play_joined(cast: Cast, scene: str, index: int) -> None:
    """Stage a member who never consented to anything."""
    _enrol(cast, scene, index)


def play_leaving(cast: Cast, scene: str, index: int) -> None:
    """Stage a member who consented and left; consent inside the membership or at the brand's own touchpoint."""
    person, account, phone = _enrol(cast, scene, index)
    if scene == "member_left_own_consent":
        cast.agree(person, phone, "consent_old")
    else:
        _agree_inside(cast, person, account, phone, "consent_old")
    cast.change(person, account, "stop_mid", "leave")


def play_rejoining(cast: Cast, scene: str, index: int) -> None:
    """Stage a member who left and came back, with or without consenting afresh."""
    person, account, phone = _enrol(cast, scene, index)
    _agree_inside(cast, person, account, phone, "consent_old")
    cast.change(person, account, "stop_mid", "leave")
    cast.change(person, account, "consent_new", "join", phone)
    if scene == "member_rejoined_fresh":
        _agree_inside(cast, person, account, phone, "again")


def play_hiding(cast: Cast, scene: str, index: int) -> None:
    """Stage a member with a good consent who asked the platform to be hidden from the brand."""
    person, account, phone = _enrol(cast, scene, index)
    _agree_inside(cast, person, account, phone, "consent_old")
    cast.change(person, account, "stop_mid", "hide")


def play_crossing(cast: Cast, scene: str, index: int) -> None:
    """Stage consent on one key, withdrawal on the other key the member declared."""
    person, account, phone = _enrol(cast, scene, index)
    by_account = scene == "member_withdrew_by_account"
    given = _agree_inside(cast, person, account, phone, "consent_old", on_phone=by_account)
    cast.end(person, account if given == phone else phone, "stop_new")


def play_card(cast: Cast, scene: str, _index: int) -> None:
    """Stage a JD order buyer who later scanned a card, read the notice and tapped agree on the brand's own page."""
    circle = cast.open_circle()
    phone = Key("phone", cast.draw_phone())
    account = cast.draw_account("jd")
    cast.add_person(scene, circle, account)
    person = cast.add_person(scene, circle, phone)
    cast.order_plain(person, "jd", "order_plain", phone.value, account=account.value)
    cast.agree(person, phone, "consent_new", manner="scan_then_tap", touchpoint="包裹卡落地页")


def play_circle(cast: Cast, scene: str, _index: int) -> None:
    """Stage a withdrawal by the buyer's account; the recipient, who consented by phone, is in its circle."""
    account, phone, person = _share_phone(cast, scene)
    cast.agree(person, phone, "consent_new")
    cast.end(account, account.keys[0], "stop_new")


def play_duplicate(cast: Cast, scene: str, _index: int) -> None:
    """Stage one phone on Tmall and in the own shop, with a good consent."""
    _account, phone, person = _share_phone(cast, scene)
    cast.agree(person, phone, "consent_new")


def play_accounts(cast: Cast, scene: str, _index: int) -> None:
    """Stage one phone behind a Tmall and a JD account; the JD account withdraws what the phone consented to."""
    account, phone, person = _share_phone(cast, scene)
    other = cast.draw_account("jd")
    second = cast.add_person(scene, account.circle, other)
    cast.order_plain(person, "jd", "order_plain", phone.value, account=other.value)
    cast.agree(person, phone, "consent_new")
    cast.end(second, other, "stop_new")


def play_pinduoduo(cast: Cast, scene: str, _index: int) -> None:
    """Stage a Pinduoduo buyer whose consent was taken on that platform, which opens no channel to its shops."""
    phone = Key("phone", cast.draw_phone())
    person = cast.add_person(scene, cast.open_circle(), phone)
    order = cast.order_plain(person, "pdd", "order_plain", phone.value, buyer_phone=phone.value)
    cast.agree(person, phone, "consent_new", platform="pdd", shop=order.shop, touchpoint="平台客服会话")


def play_weixin(cast: Cast, scene: str, _index: int) -> None:
    """Stage a Weixin shop buyer whose good consent was taken in that shop, about which no pack says anything."""
    phone = Key("phone", cast.draw_phone())
    person = cast.add_person(scene, cast.open_circle(), phone)
    order = cast.order_plain(person, "weixin_shop", "order_weixin", phone.value)
    cast.agree(person, phone, "again", platform="weixin_shop", shop=order.shop, touchpoint="小店客服会话")


def play_suppressed(cast: Cast, scene: str, index: int) -> None:
    """Stage a JD recipient, or someone the brand has never seen, on the stop list."""
    circle = cast.open_circle()
    phone = Key("phone", cast.draw_phone())
    person = cast.add_person(scene, circle, phone)
    if scene == "suppressed":
        account = cast.draw_account("jd")
        cast.add_person(scene, circle, account)
        cast.order_plain(person, "jd", "order_plain", phone.value, account=account.value)
    narrow = {"purposes": ("repeated_marketing",)} if index % 2 else {}
    cast.end(person, phone, "stop_new", "suppression", **narrow)


def play_virtual(cast: Cast, scene: str, _index: int) -> None:
    """Stage a Tmall buyer known only by a number bound to one order, still living or gone."""
    account = cast.draw_account("taobao_tmall")
    person = cast.add_person(scene, cast.open_circle(), account)
    if scene == "virtual_live":
        window = (cast.today - timedelta(days=8), cast.today - timedelta(days=1))
        cast.order_virtual(person, account, cast.draw_time(window), life=20)
    else:
        cast.order_virtual(person, account, cast.draw_time("consent_new"), life=25)


def _enrol(cast: Cast, scene: str, index: int) -> tuple[Person, Key, Key]:
    """Let a buyer join the shop's membership, declaring account and phone both theirs.

    Every other Tmall order hides the phone, so that the contact point is known from the membership alone.
    """
    platform = "jd" if scene == "member_sms_jd" else "taobao_tmall"
    account, phone = cast.draw_account(platform), Key("phone", cast.draw_phone())
    person = cast.add_person(scene, cast.open_circle(), account, phone)
    if platform == "jd" or index % 2:
        cast.order_plain(person, platform, "order_plain", phone.value, account=account.value)
    else:
        at = cast.draw_time("order_own")
        cast.draw_order(platform, at, phone.value, account=account.value, phone_class=CellClass.MASKED)
        person.ordered = True
    cast.change(person, account, "join", "join", phone)
    return person, account, phone


def _agree_inside(
    cast: Cast, person: Person, account: Key, phone: Key, window: str, *, on_phone: bool | None = None
) -> Key:
    """Let a member consent in the platform's membership page; return the key the record stands on."""
    key = phone if (cast.toss(50) if on_phone is None else on_phone) else account
    cast.agree(person, key, window, platform=account.platform, shop=account.shop, touchpoint="平台入会页")
    return key


def _share_phone(cast: Cast, scene: str) -> tuple[Person, Key, Person]:
    """Return a Tmall account's individual, a phone, and the phone's individual, who also bought in the own shop."""
    circle = cast.open_circle()
    account, phone = cast.draw_account("taobao_tmall"), Key("phone", cast.draw_phone())
    buyer = cast.add_person(scene, circle, account)
    person = cast.add_person(scene, circle, phone)
    cast.order_plain(person, "taobao_tmall", "order_plain", phone.value, account=account.value)
    cast.order_plain(person, "youzan", "order_own", phone.value, buyer_phone=phone.value)
    return buyer, phone, person


SCENES: Final[dict[str, Callable[[Cast, str, int], None]]] = {
    "member_sms_tmall": play_member,
    "member_sms_jd": play_member,
    "member_no_consent": play_joined,
    "member_left": play_leaving,
    "member_left_own_consent": play_leaving,
    "member_rejoined_old_tick": play_rejoining,
    "member_rejoined_fresh": play_rejoining,
    "member_hidden": play_hiding,
    "member_withdrew_by_account": play_crossing,
    "member_withdrew_by_phone": play_crossing,
    "parcel_card": play_card,
    "circle_withdrawal": play_circle,
    "two_accounts_one_phone": play_accounts,
    "same_phone_two_platforms": play_duplicate,
    "pdd_consented": play_pinduoduo,
    "weixin_consented": play_weixin,
    "suppressed": play_suppressed,
    "suppressed_unknown": play_suppressed,
    "virtual_live": play_virtual,
    "virtual_expired": play_virtual,
}
