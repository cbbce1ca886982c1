"""Invented buyer remarks and pasted name-phone-address lines, with the place of every name and address in them.

The same state of `rng` gives the same texts. It must never use a list of real persons or addresses: names are drawn
character by character, addresses part by part.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import yaml

from yunnuo.demo.people import phone_number
from yunnuo.demo.span_scores import Known, Labelled
from yunnuo.identify.tagging.lexicon import load_name_words, load_place_words

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping

_SLOT: Final = re.compile(r"\{(\w+)\}")
_LABELS: Final = {
    "name": "NAME",
    "name2": "NAME",
    "masked": "NAME",
    "title": "NAME",
    "phone": "PHONE",
    "addr": "ADDRESS",
    # Digits without a right check digit can be nothing else.
    "order": "ORDER_NO",
    "id": "ORDER_NO",
    "card": "ORDER_NO",
}
_OPTIONAL: Final = frozenset(("title", "order", "id", "card"))  # right when found, not asked for
_SPACED, _SINGLE, _COMPOUND, _RARE = 0.03, 0.2, 0.02, 0.08
_SURNAME_TIERS: Final = ((1, 58), (2, 30), (3, 12))
_WORD_TIERS: Final = ((0, 20), (1, 25), (2, 25), (3, 30))
_OPENINGS: Final = ("", "", "", "", "亲，", "你好，", "在吗？", "老板 ", "麻烦了，", "【急】", "备注：", "客服你好 ")
_CLOSINGS: Final = ("", "", "", "", "，谢谢", "。", "！", "~", " 谢谢", "，尽快", "，辛苦了")
_TITLES: Final = ("先生", "女士", "小姐", "老师", "师傅", "医生", "阿姨", "经理", "哥", "姐")
_PAIRED: Final = 0.3  # a share is put together from what may stand before and after a name
_WORDY: Final = 0.6  # the share of words among the little words of talk
_TEST_EVERY: Final = 8  # one template of so many is kept for tests
_LITTLE: Final = (
    "的了是我都在不就也很有和还要来到说会去给好看没吃买用那这但才全高时只太被把让从对比又再更真"
    "挺多少大小一个点下上里过着吧吗呢啊你他她家人年向相应当当经单明双安平成万方"
)
_ROADS: Final = ("路", "街", "大道", "巷", "东路", "西路", "南路", "北路", "二路")
_PLACES: Final = (
    "小区",
    "花园",
    "大厦",
    "广场",
    "公寓",
    "新村",
    "家园",
    "超市",
    "小学",
    "医院",
    "工业园",
    "宿舍",
    "驿站",
    "服装店",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a slot became and how it is written."""

    value: str
    form: str = "plain"


@cache
def load_templates() -> Mapping[str, Any]:
    """Return the templates of remarks by group: those with names, traps, and talk."""
    text = (files("yunnuo.demo") / "remarks.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return {**loaded, "talk": loaded["talk"].split()}


def make_remarks(rng: random.Random, count: int, *, part: str = "all", traps: float = 0.4) -> Iterator[Labelled]:
    """Yield `count` labelled remarks; `part` is all, train or test (no template is in both), `traps` a share."""
    loaded = load_templates()
    named = len(loaded["named"])
    kept = _list_part(part)
    groups = ([one for one in kept if one[0] < named], [one for one in kept if one[0] >= named])
    for _ in range(count):
        if part != "test" and rng.random() < _PAIRED:
            yield fill_template(rng, f"{rng.choice(loaded['lefts'])}{{name}}{rng.choice(loaded['rights'])}")
            continue
        number, template = rng.choice(groups[rng.random() < traps])
        yield fill_template(rng, template, number)


def count_templates(part: str) -> int:
    """Return how many templates of named remarks and traps are of `part`: all, train or test."""
    return len(_list_part(part))


def _list_part(part: str) -> list[tuple[int, str]]:
    loaded = load_templates()
    numbered = enumerate([*loaded["named"], *loaded["traps"]])
    return [
        (number, text) for number, text in numbered if part == "all" or (number % _TEST_EVERY == 0) == (part == "test")
    ]


def fill_template(rng: random.Random, template: str, number: int = -1) -> Labelled:
    """Return one remark with the spans of what was filled in."""
    text, spans, traps = rng.choice(_OPENINGS), [], []
    at = 0
    for slot in _SLOT.finditer(template):
        text += template[at : slot.start()]
        filled = _FILLERS[slot[1]](rng)
        start, text = len(text), text + filled.value
        label = _LABELS.get(slot[1])
        if label:
            spans.append(Known(start, len(text), label, filled.form, slot[1] in _OPTIONAL))
        elif slot[1] in {"not", "model", "code", "size", "price", "date"}:
            traps.append((start, len(text), slot[1]))
        at = slot.end()
    return Labelled(text + template[at:] + rng.choice(_CLOSINGS), tuple(spans), tuple(traps), number)


def make_name(rng: random.Random) -> Filled:
    """Return an invented Han name, now and then of one given character, of two surnames' length, or spaced."""
    family = _draw_surname(rng)
    size = 1 if rng.random() < _SINGLE else 2
    given = "".join(_draw_given(rng) for _ in range(size))
    name = family + given
    return Filled(" ".join(name), "spaced") if rng.random() < _SPACED else Filled(name)


def _draw_surname(rng: random.Random) -> str:
    if rng.random() < _COMPOUND:
        return rng.choice(sorted(load_name_words().compounds))
    tier = _draw_tier(rng, _SURNAME_TIERS)
    return rng.choice(_list_tier("surnames", tier))


def _draw_given(rng: random.Random) -> str:
    if rng.random() < _RARE:
        return rng.choice(_list_tier("odds", rng.choice((1, 2, 3, 4))))
    return rng.choice(_list_tier("tiers", 1 if rng.random() < 0.6 else 2))  # noqa: PLR2004  # most names are ordinary


def _draw_tier(rng: random.Random, tiers: tuple[tuple[int, int], ...]) -> int:
    return rng.choices([tier for tier, _ in tiers], [weight for _, weight in tiers])[0]


@cache
def _list_tier(table: str, tier: int) -> list[str]:
    return sorted(one for one, found in getattr(load_name_words(), table).items() if found == tier)


@cache
def _list_others() -> list[str]:
    return sorted(load_name_words().others)


@cache
def _list_divisions(level: str) -> list[str]:
    return sorted(name for name, found in load_place_words().divisions.items() if found == level and len(name) > 2)  # noqa: PLR2004


def make_address(rng: random.Random) -> Filled:
    """Return an invented delivery address; its parts need not belong together."""
    heads = [rng.choice(_list_divisions(level)) for level in ("province", "city", "district")]
    head = "".join(heads[rng.choice((0, 0, 0, 1, 2)) :])
    town = f"{_draw_word(rng)}{rng.choice(('镇', '街道', '乡'))}" if rng.random() < 0.4 else ""  # noqa: PLR2004  # some have
    if rng.random() < 0.08:  # noqa: PLR2004  # some are masked
        return Filled(head + rng.choice(("****", "**路**号**", "***小区*栋***")), "masked")
    road = f"{_draw_word(rng)}{rng.choice(_ROADS)}{rng.randint(1, 1999)}号"
    place = f"{_draw_word(rng)}{rng.choice(_PLACES)}" if rng.random() < 0.6 else ""  # noqa: PLR2004  # some have
    room = rng.choice(("{}栋{}单元{}室", "{}-{}-{}", "{}幢{}-{}", "{}号楼{}{}", "", "")).format(
        rng.randint(1, 40), rng.randint(1, 4), rng.randint(101, 2999)
    )
    return Filled(head + town + road + place + room)


def make_masked(rng: random.Random) -> Filled:
    """Return a name as platforms and people mask it."""
    family, given = _draw_surname(rng), _draw_given(rng)
    shapes = (f"{family}**", f"{family}*", f"{family}*{given}", f"{family}某", f"{family}某某", f"*{given}")
    return Filled(rng.choice(shapes), "masked")


def _draw_word(rng: random.Random) -> str:
    return rng.choice(_list_tier("words", _draw_tier(rng, _WORD_TIERS)))


def _make_talk(rng: random.Random) -> Filled:
    if rng.random() < 0.5:  # noqa: PLR2004  # half of the talk is what buyers say, half any words
        return Filled(rng.choice(load_templates()["talk"]))
    words = (_draw_word(rng) if rng.random() < _WORDY else rng.choice(_LITTLE) for _ in range(rng.randint(2, 9)))
    return Filled("".join(words))


def _draw_digits(rng: random.Random, size: int) -> Filled:
    return Filled("".join(rng.choice("0123456789") for _ in range(size)))


_FILLERS: Final[Mapping[str, Callable[[random.Random], Filled]]] = {
    "name": make_name,
    "name2": make_name,
    "masked": make_masked,
    "title": lambda rng: Filled(_draw_surname(rng) + rng.choice(_TITLES), "title"),
    "phone": lambda rng: Filled(phone_number(rng)),
    "addr": make_address,
    "talk": _make_talk,
    "w": lambda rng: Filled(_draw_word(rng)),
    "fake": make_name,  # stands where a title names a brand, an author or a performer
    "not": lambda rng: Filled(rng.choice(_list_others())),
    "id": lambda rng: _draw_digits(rng, 18),
    "card": lambda rng: _draw_digits(rng, 19),
    "order": lambda rng: _draw_digits(rng, rng.choice((15, 18, 19))),
    "code": lambda rng: _draw_digits(rng, 4),
    "price": lambda rng: Filled(f"{rng.randint(1, 4000)}.{rng.randint(0, 99):02}"),
    "size": lambda rng: Filled(rng.choice(("180*200cm", "2XL", "38.5码", "500ml", "100-130斤"))),
    "model": lambda rng: Filled(f"{rng.choice('TMXK')}{rng.randint(100, 9999)}"),
    "sku": lambda rng: Filled(f"SKU{rng.randint(10000, 99999999)}"),
    "date": lambda rng: Filled(f"{rng.randint(1960, 2025)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"),
}


def hash_training() -> str:
    """Return the hash of all that decides the weights of the name model: templates, word lists, features, addresses."""
    digest = hashlib.sha256()
    identify = files("yunnuo.identify")
    digest.update((files("yunnuo.demo") / "remarks.yaml").read_bytes())
    for folder in ("names", "places"):
        inside = sorted((identify / "lexicon" / folder).iterdir(), key=lambda file: file.name)
        for file in inside:
            if file.name.endswith(".txt") and file.name != "weights.txt":
                digest.update(file.read_bytes())
    for module in ("evidence", "addresses", "divisions", "places", "tagged"):
        digest.update((identify / "tagging" / f"{module}.py").read_bytes())
    return digest.hexdigest()[:16]
