"""Scenes of people who bought in the brand's own shop: what they agreed to, and how it ended.

Each scene puts one group of people on stage. It writes down what happened, never what follows from it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from yunnuo.demo.cast import touch_contact
from yunnuo.demo.records import Consent, Customer, Key, Origin, Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from yunnuo.demo.cast import Cast

_SMS: Final = ("sms",)
_EMAIL: Final = ("email",)

# Scene -> (window of the consent, how it differs from a good consent to repeated marketing by SMS).
_SINGLE_CONSENTS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "own_consent_current": ("consent_new", {}),
    "own_consent_older": ("consent_old", {}),
    "notice_lacked_purpose": ("consent_new", {"notice": "N2021-11"}),
    "notice_lacked_channel": ("consent_new", {"notice": "N2023-05"}),
    "notice_incomplete": ("consent_old", {"notice": "N2022-03"}),
    "registration_deemed": ("consent_old", {"manner": "registration_deemed"}),
    "default_tick": ("consent_old", {"manner": "default_tick"}),
    "scan_only": ("consent_new", {"manner": "scan"}),
    "manner_unknown": ("consent_new", {"manner": "unknown"}),
    "channel_not_covered": ("consent_new", {"channels": _EMAIL}),
    "purpose_not_covered": ("consent_new", {"purposes": ("member_service",)}),
    "category_not_covered": ("consent_new", {"categories": ("name", "email")}),
    "expired": ("consent_new", {"until": date(2025, 1, 31)}),
}


def play_single(cast: Cast, scene: str, _index: int) -> None:
    """Stage one order in the own shop, one consent as the table says."""
    person, key = _buy_own(cast, scene)
    window, changes = _SINGLE_CONSENTS[scene]
    cast.agree(person, key, window, **changes)


def play_foreign(cast: Cast, scene: str, _index: int) -> None:
    """Stage a consent given to another handler."""
    person, key = _buy_own(cast, scene)
    cast.agree(person, key, "consent_new", handler=cast.setting.other_handler)


def play_halves(cast: Cast, scene: str, _index: int) -> None:
    """Stage two records: one has the purpose without the channel, another the channel without the purpose."""
    person, key = _buy_own(cast, scene)
    cast.agree(person, key, "consent_new", channels=_EMAIL)
    cast.agree(person, key, "again", purposes=("member_service",))


def play_withdrawal(cast: Cast, scene: str, index: int) -> None:
    """Stage a consent withdrawn on the same key; every other one names purpose and channel, the rest mean all."""
    person, key = _buy_own(cast, scene)
    cast.agree(person, key, "consent_old" if scene == "withdrawn_older" else "consent_new")
    narrow = {"purposes": ("repeated_marketing",), "channels": _SMS} if index % 2 else {}
    cast.end(person, key, "stop_mid" if scene == "withdrawn_older" else "stop_new", **narrow)


def play_narrow(cast: Cast, scene: str, _index: int) -> None:
    """Stage consent for SMS and e-mail; only e-mail withdrawn."""
    person, key = _buy_own(cast, scene)
    cast.agree(person, key, "consent_new", channels=("sms", "email"))
    cast.end(person, key, "stop_new", channels=_EMAIL)


def play_return(cast: Cast, scene: str, _index: int) -> None:
    """Stage a stop, lifted by a later fresh consent."""
    person, key = _buy_own(cast, scene)
    event = "withdrawal"
    if scene == "refused_then_consented":
        event = "refusal"
    else:
        cast.agree(person, key, "consent_new")
    cast.end(person, key, "stop_new", event)
    cast.agree(person, key, "again")


def play_refusal(cast: Cast, scene: str, _index: int) -> None:
    """Stage a refusal of repeated marketing, with or without an earlier consent."""
    person, key = _buy_own(cast, scene)
    if scene == "refused_after_consent":
        cast.agree(person, key, "consent_old")
    cast.end(person, key, "stop_new", "refusal", purposes=("repeated_marketing",))


def play_late(cast: Cast, scene: str, _index: int) -> None:
    """Stage a withdrawal known first; the older consent arrives in a later file."""
    person, key = _buy_own(cast, scene)
    cast.end(person, key, "stop_mid")
    cast.agree(person, key, "consent_old", late=True)


def play_request(cast: Cast, scene: str, _index: int) -> None:
    """Stage someone who asked for messages, but consented to nothing."""
    person, key = _buy_own(cast, scene)
    cast.agree(person, key, "consent_new", event="request", shown_at=None, manner="reply")


def play_child(cast: Cast, scene: str, index: int) -> None:
    """Stage a consent of someone under 14, the age known by birthday or by age band."""
    child = cast.today.year - cast.rng.randrange(8, 12)
    birthday = date(child, cast.rng.randrange(1, 13), cast.rng.randrange(1, 29)) if index % 2 else None
    person, key = _buy_own(cast, scene, birthday=birthday)
    person.age_band = "" if birthday else "under_14"
    guardian = {"under_14_verified": "verified", "under_14_claimed": "claimed"}.get(scene, "none")
    cast.agree(person, key, "consent_new", guardian=guardian, manner="separate_tick")


def play_death(cast: Cast, scene: str, _index: int) -> None:
    """Stage a good consent of someone who died since."""
    person, key = _buy_own(cast, scene)
    cast.agree(person, key, "consent_new")
    person.deceased_at = cast.draw_time("stop_new")


def play_wecom(cast: Cast, scene: str, _index: int) -> None:
    """Stage a consent for SMS and WeCom, given from WeCom with the phone declared beside it."""
    person, key = _buy_own(cast, scene)
    wecom = cast.draw_wecom()
    person.keys.append(wecom)
    channels, categories = ("sms", "wecom"), ("name", "phone", "wecom_id")
    given: Consent = cast.agree(
        person,
        wecom,
        "consent_new",
        other_key=key,
        channels=channels,
        categories=categories,
        touchpoint="企业微信侧边栏",
    )
    touch_contact(person, wecom.value, Origin("wecom_add", "wecom", "", given.at), "wecom_id")


def play_gift(cast: Cast, scene: str, _index: int) -> None:
    """Stage a present: the buyer consented, its recipient never did."""
    circle = cast.open_circle()
    buyer, recipient = (Key("phone", cast.draw_phone()) for _ in range(2))
    giver = cast.add_person(scene, circle, buyer)
    taker = cast.add_person(scene, circle, recipient)
    order = cast.order_plain(taker, "youzan", "order_own", recipient.value, buyer_phone=buyer.value)
    touch_contact(giver, buyer.value, Origin("own_order", "youzan", order.shop, order.at))
    cast.agree(giver, buyer, "consent_new")


def _buy_own(cast: Cast, scene: str, birthday: date | None = None) -> tuple[Person, Key]:
    """Let a new individual buy once in the own shop; most stand in its customer list too."""
    key = Key("phone", cast.draw_phone())
    person = cast.add_person(scene, cast.open_circle(), key)
    person.birthday = birthday
    order = cast.order_plain(person, "youzan", "order_own", key.value, buyer_phone=key.value)
    if birthday or cast.toss(70):
        cast.customers.append(Customer(key.value, order.name, "", birthday, order.at))
    return person, key


SCENES: Final[dict[str, Callable[[Cast, str, int], None]]] = {
    **dict.fromkeys(_SINGLE_CONSENTS, play_single),
    "handler_other": play_foreign,
    "half_fitting": play_halves,
    "withdrawn": play_withdrawal,
    "withdrawn_older": play_withdrawal,
    "withdrawn_other_channel": play_narrow,
    "withdrawn_then_consented": play_return,
    "refused_then_consented": play_return,
    "refused": play_refusal,
    "refused_after_consent": play_refusal,
    "late_old_consent": play_late,
    "request_only": play_request,
    "under_14_verified": play_child,
    "under_14_claimed": play_child,
    "under_14_no_guardian": play_child,
    "deceased": play_death,
    "wecom_consent": play_wecom,
    "gift_recipient": play_gift,
}
