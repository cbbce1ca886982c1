"""The crowd: order buyers who agreed to nothing, filling each platform's file up to its share.

They carry every form of cell a platform wrote over the years: plain, masked, ciphertext, bound to one order.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from yunnuo.demo import people
from yunnuo.demo.cast import read_origin, touch_contact
from yunnuo.demo.records import Customer, Key, Origin, Person
from yunnuo.terms.instant import Instant, legal_day
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Callable

    from yunnuo.demo.cast import Cast

_MEMBER_PERCENT: Final = 30
_REMARK_PERCENT: Final = 4


def fill_tmall(cast: Cast, rows: int) -> None:
    """Add exactly `rows` Tmall rows: plain in the old days, later masked or with a number bound to the order."""
    while rows > 0:
        account = cast.draw_account("taobao_tmall")
        circle = cast.open_circle()
        buyer = cast.add_person("tmall_buyer", circle, account)
        phone = Key("phone", cast.draw_phone())
        for at in _draw_times(cast, rows):
            _order_tmall(cast, buyer, phone, at)
            rows -= 1


def fill_jd(cast: Cast, rows: int) -> None:
    """Add exactly `rows` JD rows, one for each line of an order: plain in the old days, later blurred."""
    while rows > 0:
        account, phone = cast.draw_account("jd"), Key("phone", cast.draw_phone())
        circle = cast.open_circle()
        cast.add_person("jd_buyer", circle, account)
        for at in _draw_times(cast, rows):
            if rows <= 0:
                break
            plain = legal_day(at) < cast.setting.eras["jd_plain_until"]
            lines = min(cast.rng.choice((1, 1, 2)), rows)
            cell_class = CellClass.PLAIN if plain else CellClass.MASKED
            order = cast.draw_order(
                "jd", at, phone.value, account=account.value, phone_class=cell_class, lines=lines, remark=_remark(cast)
            )
            if plain:
                _receive(cast, "jd_buyer", circle, phone, read_origin(order))
            rows -= lines


def fill_douyin(cast: Cast, rows: int) -> None:
    """Add exactly `rows` Douyin rows, whose receivers are ciphertext: they identify nobody."""
    eras = cast.setting.eras
    window = (eras["virtual_from"], cast.today - timedelta(days=1))
    for _ in range(rows):
        cell_class = CellClass.CIPHERTEXT
        cast.draw_order("douyin", cast.draw_time(window), "", phone_class=cell_class, remark=_remark(cast))


def fill_youzan(cast: Cast, rows: int) -> None:
    """Add exactly `rows` rows of the own shop; one buyer in ten sends presents, most stand in the customer list."""
    while rows > 0:
        circle = cast.open_circle()
        buyer = Key("phone", cast.draw_phone())
        taker = Key("phone", cast.draw_phone()) if cast.toss(10) else buyer
        times = _draw_times(cast, rows)
        for at in times:
            order = cast.draw_order("youzan", at, taker.value, buyer_phone=buyer.value, remark=_remark(cast))
            _receive(cast, "youzan_buyer", circle, buyer, read_origin(order))
            _receive(cast, "youzan_buyer", circle, taker, read_origin(order))
            rows -= 1
        if cast.toss(60):
            _list_customer(cast, buyer, min(times))


def fill_pdd(cast: Cast, rows: int) -> None:
    """Add exactly `rows` Pinduoduo rows of the years in which its files held plain phones."""
    for _ in range(rows):
        circle = cast.open_circle()
        buyer = Key("phone", cast.draw_phone())
        taker = Key("phone", cast.draw_phone()) if cast.toss(15) else buyer
        order = cast.draw_order("pdd", cast.draw_time("order_plain"), taker.value, buyer_phone=buyer.value)
        _receive(cast, "pdd_buyer", circle, buyer, read_origin(order))
        _receive(cast, "pdd_buyer", circle, taker, read_origin(order))


def fill_weixin(cast: Cast, rows: int) -> None:
    """Add exactly `rows` rows of the Weixin shop, whose file names the receiver only; one in twelve is a present."""
    window = (cast.setting.eras["weixin_from"], cast.today - timedelta(days=1))
    for _ in range(rows):
        phone = Key("phone", cast.draw_phone())
        person = cast.add_person("weixin_buyer", cast.open_circle(), phone)
        cast.order_plain(person, "weixin_shop", window, phone.value, gift=cast.toss(8))


def _order_tmall(cast: Cast, buyer: Person, phone: Key, at: Instant) -> None:
    """Place one order of a Tmall buyer in the form of its time."""
    day = legal_day(at)
    eras = cast.setting.eras
    account = buyer.keys[0]
    if day < eras["tmall_plain_until"]:
        order = cast.draw_order("taobao_tmall", at, phone.value, account=account.value, remark=_remark(cast))
        _receive(cast, buyer.scene, buyer.circle, phone, read_origin(order))
    elif day >= eras["virtual_from"] and cast.toss(50):
        cast.order_virtual(buyer, account, at, life=cast.rng.randrange(18, 30))
    else:
        masked = cast.toss(50)
        fields = {"account": account.value, "phone_class": CellClass.MASKED, "nick_masked": masked}
        cast.draw_order("taobao_tmall", at, phone.value, remark=_remark(cast), **fields)


def _receive(cast: Cast, scene: str, circle: int, phone: Key, origin: Origin) -> None:
    """Note that the phone's individual received or placed an order; put the individual on stage at first sight."""
    last = cast.persons[-4:]
    person = next((one for one in reversed(last) if phone in one.keys), None)
    touch_contact(person or cast.add_person(scene, circle, phone), phone.value, origin)


def _draw_times(cast: Cast, limit: int) -> list[Instant]:
    """Return one to three order times, at most `limit`, between the first order day and yesterday."""
    window = (cast.setting.eras["orders_from"], cast.today - timedelta(days=1))
    return [cast.draw_time(window) for _ in range(min(cast.rng.choice((1, 1, 2, 3)), limit))]


def _list_customer(cast: Cast, phone: Key, since: Instant) -> None:
    """Put a buyer into the customer list, some as members of the own shop."""
    rng = cast.rng
    birthday = date(rng.randrange(1960, 2005), rng.randrange(1, 13), rng.randrange(1, 29))
    cast.customers.append(
        Customer(
            phone=phone.value,
            name=people.person_name(rng),
            nickname=people.nickname(rng),
            birthday=birthday if cast.toss(40) else None,
            since=since,
            member_since=since if cast.toss(_MEMBER_PERCENT) else None,
        )
    )


def _remark(cast: Cast) -> str:
    """Return a remark with a plain phone for a few orders, else nothing; that phone belongs to nobody on stage."""
    if not cast.toss(_REMARK_PERCENT):
        return ""
    return cast.rng.choice(("请打这个电话 {}", "改寄同事，手机{}", "客户要求联系{}后送货")).format(cast.draw_phone())


FILLS: Final[dict[str, Callable[[Cast, int], None]]] = {
    "tmall": fill_tmall,
    "jd": fill_jd,
    "youzan": fill_youzan,
    "douyin": fill_douyin,
    "pdd": fill_pdd,
    "weixin_shop": fill_weixin,
}
