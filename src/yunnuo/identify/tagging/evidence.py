"""What speaks for and against a stretch being a person's name: the features of the scored model.

A feature is a short string of what is seen (how common the surname is, how name-like the characters are, which words it
cuts, what stands beside it), never the name itself. It must stay free of side effects: training and use call the same.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from yunnuo.identify.tagging.lexicon import load_name_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.identify.tagging.lexicon import NameWords

_LONGEST_CUE: Final = 6
_UNLIKELY: Final = -2
_LONG_DIGITS: Final = re.compile(r"[0-9*](?:[ -]?[0-9*]){6}")
_LONG_BEFORE: Final = re.compile(r"[0-9*X](?:[ -]?[0-9*]){6,20}\Z")
_SENTENCE_SIGN: Final = re.compile(r"[了是我你他她这在不就也很吗呢吧啊请说]")
_ORDER_TALK: Final = re.compile(
    "[帮替]|[转退补拿还寄送]给|转[交告]|收件|收货|[签代]收|备注|贺卡|刻字|绣字"
    "|抬头|落款|下单|[那这]单|订单|取件|要的|代领|联系|退[掉了款货]|补发|客服"
    r"|麻烦[给帮替让找]|[让叫托]我|驿站|别发|下楼|\A(?:麻烦|请)?[让叫找等替给问](?![我你他她人])"
)
_SENTENCE_END: Final = re.compile(r"的[一-鿿]{0,40}[，。！？,.!?]")
_FIRST_HAN, _LAST_HAN = "一", "鿿"


class Seen(NamedTuple):
    """What a candidate is made of, in classes: tier of the surname, likeness, how common as a word, words it cuts."""

    tier: str
    likely: str
    word: str
    cuts: str


def is_han(char: str) -> bool:
    """Return whether `char` is a Han character, rare ones included."""
    return _FIRST_HAN <= char <= _LAST_HAN or "㐀" <= char <= "䶿" or "\U00020000" <= char <= "\U000323af"


def find_candidates(text: str, taken: list[bool]) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, surname length) of each stretch that could be a name; `taken` marks what is not free."""
    names = load_name_words()
    surnames, compounds = names.surnames, names.compounds
    for found in _surname_heads().finditer(text):
        start, stop = found.span(1)
        if taken[start - 1]:
            continue
        if text[start - 1 : start + 1] in compounds:
            yield from _find_compound(text, start - 1, stop, taken)
        elif text[start - 1] in surnames and not taken[start]:
            yield start - 1, start + 1, 1
            if stop > start + 1 and not taken[start + 1]:
                yield start - 1, start + 2, 1


def _find_compound(text: str, start: int, stop: int, taken: list[bool]) -> Iterator[tuple[int, int, int]]:
    """Yield the names that a surname of two characters begins, then the one its first character alone would begin."""
    for end in range(start + 3, stop + 1):
        if taken[end - 1]:
            break
        yield start, end, 2
    if text[start] in load_name_words().surnames and is_han(text[start + 2 : start + 3] or " "):
        yield start, start + 3, 1


def list_heads() -> str:
    """Return the characters a surname begins with."""
    names = load_name_words()
    return "".join(sorted({*names.surnames, *(word[0] for word in names.compounds)}))


@cache
def _surname_heads() -> re.Pattern[str]:
    """Return the pattern of characters a surname begins with, and of up to three behind it that names are written with.

    No name is written with a character that is very unlike a name, nor goes on after it.
    """
    names = load_name_words()
    refused = sorted(char for char, odds in names.odds.items() if odds < _UNLIKELY and char not in names.tiers)
    written = f"(?![{''.join(refused)}])[一-鿿㐀-䶿\U00020000-\U000323af]"
    return re.compile(f"[{list_heads()}](?=((?:{written}){{1,3}}))")


def has_contact(text: str, taken: list[bool]) -> str:
    """Return what kind of text this is.

    `c`: an address or a long number stands in it, so it may say where to reach somebody; `t`: it talks about
    somebody's order; `s`: it reads as a sentence; `-`: it reads as a title, whose names are brands, authors and
    performers.
    """
    if True in taken or _LONG_DIGITS.search(text):
        return "c"
    if _ORDER_TALK.search(text):
        return "t"
    return "s" if _SENTENCE_SIGN.search(text) or _SENTENCE_END.search(text) else "-"


def list_features(text: str, start: int, end: int, family: int, taken: list[bool], contact: str) -> list[str]:
    """Return all features of one candidate; `contact` is what `has_contact` says of the text."""
    own, seen = list_own(text, start, end, family)
    return own + list_beside(text, start, end, taken, contact, seen)


def list_own(text: str, start: int, end: int, family: int) -> tuple[list[str], Seen]:
    """Return the features of the candidate itself and the words it cuts, and what those beside it build on."""
    names = load_name_words()
    inner = _weigh_inside(text, start, end, family, names)
    cuts = _find_cuts(text, start, end, names)
    tier, likely, word = inner[0][1], inner[1][1], inner[3][1]
    size, both = f"{end - start}{family}", f"{cuts[0][1]}{cuts[1][1]}"
    own = [f"{key}={value}" for key, value in (*inner, *cuts)]
    own += ["b", f"n={size}", f"no={size}|{likely}|{tier}", f"wo={word}|{tier}|{likely}", f"x={size}|{both}|{likely}"]
    return own, Seen(tier, likely, word, both)


def list_beside(text: str, start: int, end: int, taken: list[bool], contact: str, seen: Seen) -> list[str]:
    """Return the features of what stands beside the candidate, alone and with what it is made of."""
    names = load_name_words()
    left, left_cue = look_left(text, start, taken, names)
    right, right_cue = look_right(text, end, taken, names)
    before, after = left[:2] + left_cue, right[:2] + right_cue
    return [
        f"l={left}",
        f"r={right}",
        f"lc={left_cue}",
        f"rc={right_cue}",
        f"lr={left[:2]}|{right[:2]}",
        f"d={contact}|{left[0]}{left_cue}|{right[0]}{right_cue}",
        f"do={contact}|{left[0]}{left_cue[:3]}|{seen.likely}|{seen.tier}",
        f"cc={left_cue}|{right_cue}",
        f"lo={before}|{seen.likely}",
        f"ro={after}|{seen.likely}",
        f"lx={before}|{seen.cuts}",
        f"rx={after}|{seen.cuts}",
        f"wl={seen.word}|{before}",
        f"wr={seen.word}|{after}",
        *_look_on(text, start, end, right, names),
    ]


def _weigh_inside(text: str, start: int, end: int, family: int, names: NameWords) -> list[tuple[str, str]]:
    given = text[start + family : end]
    odds = [names.odds.get(char, 1) for char in given]
    tiers = [names.tiers.get(char, 3) for char in given]
    whole = text[start:end]
    tier = "c" if family > 1 else str(names.surnames.get(whole[0], 4))
    mean = max(-4, min(4, round(sum(odds) / len(odds))))
    word = "o" if whole in names.others else str(names.words.get(whole, "-"))
    head = "o" if whole[:2] in names.others else str(names.words.get(whole[:2], "-"))
    parts = f"{head}{names.words.get(whole[1:], '-')}" if len(whole) > 2 else ""  # noqa: PLR2004  # two are one word
    return [
        ("t", tier),
        ("o", str(mean)),
        ("g", "".join(map(str, tiers))),
        ("w", word),
        ("p", parts),
        ("m", str(min(odds))),
        ("s", whole[0] if family == 1 else "c"),
    ]


def _find_cuts(text: str, start: int, end: int, names: NameWords) -> list[tuple[str, str]]:
    words = names.words
    left = max(
        words.get(text[max(0, start - 1) : start + 1], -1) if start else -1,
        words.get(text[start - 2 : start + 1], -1) if start > 1 else -1,
        words.get(text[start - 1 : start + 2], -1) if start else -1,
    )
    right = max(words.get(text[end - 1 : end + 1], -1), words.get(text[end - 1 : end + 2], -1))
    over = max(words.get(text[end - 2 : end + 1], -1), words.get(text[start : end + 1], -1))
    others = names.others
    other = text[start : end + 1] in others or text[start : end + 2] in others
    begun = (start > 0 and text[start - 1 : end] in others) or (start > 1 and text[start - 2 : end] in others)
    return [("cl", "o" if begun else _mark(left)), ("cr", _mark(right)), ("co", "o" if other else _mark(over))]


def _mark(bucket: int) -> str:
    return "-" if bucket < 0 else str(bucket)


def look_left(text: str, start: int, taken: list[bool], names: NameWords) -> tuple[str, str]:
    """Return what stands before `start` (a sign, a class of sign or a Han character) and the kind of cue there."""
    if not start:
        return "^", "-"
    char = text[start - 1]
    if taken[start - 1]:
        return "A", "-"
    if is_han(char):
        return f"H{char}", _find_left_cue(text, start, names)
    if char.isdigit() or char in "*X":
        return ("D+" if _LONG_BEFORE.search(text, max(0, start - 24), start) else "D-"), "-"
    if char.isascii() and char.isalpha():
        return "Z", "-"
    back = start - 1
    while back and text[back - 1] in " :：“\"'【[「":
        back -= 1
    return f"P{char}", _find_left_cue(text, back, names)


def _find_left_cue(text: str, at: int, names: NameWords) -> str:
    if not at or text[at - 1] not in names.left_ends:
        return "-"
    for size in range(min(_LONGEST_CUE, at), 0, -1):
        kind = names.left.get(text[at - size : at])
        if kind is not None:
            return f"{kind}{'+' if size > 1 else ''}"
    return "-"


def look_right(text: str, end: int, taken: list[bool], names: NameWords) -> tuple[str, str]:
    """Return what stands at `end` and the kind of cue there."""
    if end >= len(text):
        return "$", "-"
    char = text[end]
    if taken[end]:
        return "A", "-"
    if is_han(char):
        return f"H{char}", find_right_cue(text, end, names)
    if char.isdigit() or char == "*":
        return ("D+" if _LONG_DIGITS.match(text, end) else "D-"), "-"
    after = end + 1
    while after < len(text) and text[after] in " ”\"'】」":
        after += 1
    sign = "Z" if char.isascii() and char.isalpha() else f"P{char}"
    return sign, "phone+" if _LONG_DIGITS.match(text, after) else "-"


def find_right_cue(text: str, end: int, names: NameWords) -> str:
    """Return the kind of cue that begins at `end`, `-` where none does."""
    if end >= len(text) or text[end] not in names.right_heads:
        return "-"
    for size in range(4, 0, -1):
        kind = names.right.get(text[end : end + size])
        if kind is not None and (size > 1 or len(text[end : end + size]) == size):
            return f"{kind}{'+' if size > 1 else ''}"
    return "-"


def _look_on(text: str, start: int, end: int, right: str, names: NameWords) -> list[str]:
    """Tell whether a longer or a shorter candidate would be better: the next character, and a cue inside this one."""
    grown = names.odds.get(text[end], 1) if right[0] == "H" else "-"
    inside = find_right_cue(text, end - 1, names)
    before = names.words.get(text[start - 2 : start], "-") if start > 1 else "-"
    after = names.words.get(text[end : end + 2], "-")
    return [
        f"gx={grown}|{find_right_cue(text, end, names) if grown != '-' else ''}|{end - start}",
        f"ic={inside}|{end - start}",
        f"ba={before}|{after}",
    ]
