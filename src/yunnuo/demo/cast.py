"""The stage on which scenes are played: draws unique people and times, and collects orders and events.

Every draw comes from one seeded generator, so the same seed and day give the same world. It never judges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from yunnuo.demo import people
from yunnuo.demo.records import Consent, Contact, Customer, Key, MemberEvent, Order, Origin, Person, Stop
from yunnuo.terms.instant import Instant, day_end, day_start, legal_day
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    import random

    from yunnuo.demo.setting import Setting

MINUTE: Final = 60_000_000
ORDER_ORIGINS: Final = frozenset({"platform_order", "own_order"})
DAY: Final = 24 * 60 * MINUTE
# No reply: it comes to a number already held, so it proves no origin of the brand's own (flows/event_people.py).
_ACTIVE_MANNERS: Final = ("tick", "separate_tick", "fill_in", "dial", "scan_then_tap", "paper_signature")
_TOUCHPOINTS: Final = ("小程序会员中心", "官网表单", "门店柜台", "包裹卡落地页", "客服回访")
_MARKETING: Final = ("repeated_marketing",)
Window = str | tuple[date, date]  # a named one of brand.yaml, or its first and last day


@dataclass(slots=True)
class Cast:
    """Everything drawn so far; `today` is a legal day and every event lies before it."""

    rng: random.Random
    setting: Setting
    today: date
    persons: list[Person] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    circles: int = 0
    _taken: set[str] = field(default_factory=set)

    def draw_phone(self) -> str:
        """Return a phone number nobody else in this world has."""
        while (number := people.phone_number(self.rng)) in self._taken:
            pass
        self._taken.add(number)
        return number

    def draw_account(self, platform: str) -> Key:
        """Return an account key of the brand's shop on `platform` that nobody else has."""
        while (name := people.nickname(self.rng)) in self._taken:
            pass
        self._taken.add(name)
        return Key("platform_account", name, platform, self.setting.shops[platform])

    def draw_wecom(self) -> Key:
        """Return the shape of a WeCom external contact id."""
        return Key("wecom_id", f"wm{self.rng.getrandbits(120):030x}")

    def draw_time(self, window: Window) -> Instant:
        """Return a whole minute between 08:00 and 22:00 of a day in the window, both days included."""
        first, last = self.setting.windows[window] if isinstance(window, str) else window
        day = first + timedelta(days=self.rng.randrange((last - first).days + 1))
        return day_start(day) + self.rng.randrange(8 * 60, 22 * 60) * MINUTE

    def toss(self, percent: int) -> bool:
        """Return True in `percent` of a hundred throws."""
        return self.rng.randrange(100) < percent

    def open_circle(self) -> int:
        """Start a circle of people linked by orders or declarations; return its number."""
        self.circles += 1
        return self.circles

    def add_person(self, scene: str, circle: int, *keys: Key) -> Person:
        """Put an individual with these keys on stage."""
        person = Person(scene, circle, list(keys))
        self.persons.append(person)
        return person

    def draw_order(self, platform: str, at: Instant, phone: str, **fields: Any) -> Order:
        """Place an order whose receiver's phone cell is `phone`, plain unless `phone_class` says otherwise."""
        order = Order(
            **{
                "platform": platform,
                "shop": self.setting.shops[platform],
                "at": at,
                "account": "",
                "buyer_phone": "",
                "phone_cell": phone,
                "phone_class": CellClass.PLAIN,
                "name": people.person_name(self.rng),
                "address": people.address(self.rng),
                **fields,
            }
        )
        self.orders.append(order)
        return order

    def agree(self, person: Person, key: Key, window: str, **changes: Any) -> Consent:
        """Let the individual consent to repeated marketing by SMS under a good notice; `changes` make it differ."""
        at = self.draw_time(window)
        notice = self.setting.notices[changes.pop("notice", "N2021-12" if window == "consent_old" else "N2024-07")]
        consent = Consent(
            **{
                "key": key,
                "at": at,
                "notice": notice.version,
                "shown_at": max(at - self.rng.randrange(1, 9) * MINUTE, notice.published_at),
                "purposes": _MARKETING,
                "channels": ("sms",),
                "categories": ("name", "phone"),
                "handler": self.setting.handler,
                "manner": self.rng.choice(_ACTIVE_MANNERS),
                "evidence": f"{self.rng.getrandbits(64):016x}",
                "touchpoint": self.rng.choice(_TOUCHPOINTS),
                **changes,
            }
        )
        person.consents.append(consent)
        return consent

    def end(self, person: Person, key: Key, window: str, event: Any = "withdrawal", **changes: Any) -> Stop:
        """Let the individual withdraw, refuse or be put on the stop list; all purposes and channels unless told."""
        stop = Stop(key, self.draw_time(window), event, **changes)
        person.stops.append(stop)
        return stop

    def change(self, person: Person, key: Key, window: str, event: Any, other: Key | None = None) -> MemberEvent:
        """Let the individual join, leave or hide; joining with a phone gives a contact point of member origin."""
        moved = MemberEvent(key, self.draw_time(window), event, other)
        person.memberships.append(moved)
        if event == "join" and other is not None:
            touch_contact(person, other.value, Origin("platform_member", key.platform, key.shop, moved.at))
        return moved

    def order_plain(self, person: Person, platform: str, window: Window, phone: str, **fields: Any) -> Order:
        """Place an order with a plain phone of `person` and note where the contact point came from."""
        order = self.draw_order(platform, self.draw_time(window), phone, **fields)
        touch_contact(person, phone, read_origin(order))
        return order

    def order_virtual(self, person: Person, account: Key, at: Instant, life: int) -> Order:
        """Place a Tmall order with a number of its own that lasts `life` days and never ends on `today`."""
        main, extension = self.draw_phone(), self.rng.randrange(100, 10_000)
        expires = day_end(shift_day(at, life)) + 1 - MINUTE
        if day_start(self.today) <= expires <= day_end(self.today):
            expires += DAY
        cell = f"{main}-{extension}"
        fields = {"account": account.value, "phone_class": CellClass.VIRTUAL_NUMBER, "expires_at": expires}
        order = self.draw_order("taobao_tmall", at, cell, **fields)
        contact = Contact("phone", cell, CellClass.VIRTUAL_NUMBER, expires, [read_origin(order)])
        person.contacts.append(contact)
        person.ordered = True
        return order


def shift_day(at: Instant, days: int) -> date:
    """Return the legal day `days` after the day of `at`."""
    return legal_day(at) + timedelta(days=days)


def read_origin(order: Order) -> Origin:
    """Return the origin an order gives its receiver's contact point."""
    kind = "own_order" if order.platform == "youzan" else "platform_order"
    return Origin(kind, order.platform, order.shop, order.at)


def touch_contact(person: Person, value: str, origin: Origin, kind: str = "phone") -> None:
    """Add an origin to a contact point of the individual, making the contact point when it is new."""
    person.ordered = person.ordered or origin.kind in ORDER_ORIGINS
    contact = person.find_contact(value)
    if contact is None:
        contact = Contact(kind, value, CellClass.PLAIN)
        person.contacts.append(contact)
    if origin not in contact.origins:
        contact.origins.append(origin)
