"""Invented people: the one generator of sample phone numbers, ID numbers, names and addresses.

Nothing here is looked up; the same state of `rng` gives the same person. It must never read a real list of people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from datetime import date

_PHONE_BLOCKS: Final = range(199_000, 199_010)
_UNASSIGNED_REGION: Final = "000000"
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"

_SURNAMES: Final = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗")
_GIVEN_NAMES: Final = (
    *("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "杰"),
    *("秀英", "建国", "晓明", "思远", "雨桐", "子涵", "浩然", "欣怡", "梓萱", "一鸣"),
)
_PLACES: Final = (
    ("浙江省", "杭州市", "西湖区"),
    ("江苏省", "南京市", "鼓楼区"),
    ("广东省", "广州市", "天河区"),
    ("四川省", "成都市", "武侯区"),
    ("湖北省", "武汉市", "洪山区"),
    ("山东省", "青岛市", "市南区"),
    ("上海市", "上海市", "徐汇区"),
    ("北京市", "北京市", "朝阳区"),
)
_STREETS: Final = ("样例路", "允诺街", "示范大道", "虚构巷", "演示弄")
_NICK_HEADS: Final = ("小鹿", "阿木", "晴天", "南风", "橘子", "star", "moon", "tiger", "river", "coco")


def phone_number(rng: random.Random) -> str:
    """Return 11 digits of an invented mobile number, first six in 199000..199009.

    The numbers are generated, not looked up. The block has the shape of a mainland mobile number, so readers treat it
    as one; it is a single narrow range (ten of the ten thousand 199 blocks), so that a sample number is recognised as
    one at sight and can be refused before anything is sent. Whether a number is in service is unknown: never dial it.
    """
    return f"{rng.choice(_PHONE_BLOCKS)}{rng.randrange(100_000):05d}"


def id_number(rng: random.Random, birth: date) -> str:
    """Return 18 characters of an identity number with the right check character (GB 11643) for `birth`.

    The region is 000000, which is assigned to no place, so the number can belong to nobody.
    """
    body = f"{_UNASSIGNED_REGION}{birth:%Y%m%d}{rng.randrange(1, 1000):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + _ID_CHECKS[total % 11]


def person_name(rng: random.Random) -> str:
    """Return a Chinese name put together from common surnames and given names."""
    return rng.choice(_SURNAMES) + rng.choice(_GIVEN_NAMES)


def address(rng: random.Random) -> str:
    """Return `省 市 区 路号室`, blank-separated; the district exists, the street does not."""
    province, city, district = rng.choice(_PLACES)
    street = f"{rng.choice(_STREETS)}{rng.randrange(1, 300)}号{rng.randrange(1, 30)}幢{rng.randrange(101, 2600)}室"
    return f"{province} {city} {district} {street}"


def nickname(rng: random.Random) -> str:
    """Return an invented shop account name; different draws may give the same one."""
    return f"{rng.choice(_NICK_HEADS)}{rng.randrange(10_000_000):07d}"
