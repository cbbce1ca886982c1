"""The one way rulebook files are written: order of keys, spacing, blank lines. `yunnuo rules fmt`.

What a file means never changes: every rewritten part is compared with the old one as read, and kept when it differs.
"""

from __future__ import annotations

import re
from itertools import groupby

from yunnuo.rulebook.articles import FENCE, HEADER, HEADING, VERSION
from yunnuo.rulebook.errors import RulebookError
from yunnuo.rulebook.rules import KEYS
from yunnuo.rulebook.spacing import BLANKS, tidy_condition, tidy_line
from yunnuo.rulebook.subset import plain, read_subset

HEADERS = ("verified_on", "verified_by", "force", "cites", "confidence")
CONDITIONS = ("when", "must", "unless")
GIST = re.compile(r"^>\s*(?P<text>.*)$")
LABEL = re.compile(r"^要旨\s*(?:[（(]\s*(?P<place>[^）)]+?)\s*[）)])?\s*[：:]\s*")
TOP = re.compile(r"^(\w+):")
NESTED = 2  # blanks before a key below another key


def format_text(text: str, name: str) -> str:
    """Return the canonical text of a rulebook file, told by its name; a file of another kind is returned as it is."""
    if name.endswith(".md"):
        return format_article(text)
    return format_yaml(text) if name.endswith(".yaml") else text


def format_yaml(text: str) -> str:
    """Return YAML with its blanks in order and the same content; comments, order and quotes stay."""
    lines = [tidy_line(line) for line in text.splitlines()]
    tidy = "\n".join(_squeeze(lines)) + "\n"
    if _means(tidy) == _means(text):
        return tidy
    plainer = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n") + "\n"
    return plainer if _means(plainer) == _means(text) else text


def format_article(text: str) -> str:
    """Return an article file in canonical form."""
    pieces = _split_page(text.splitlines())
    head = [piece for piece in pieces if piece[0] == "heading"]
    notes = sorted((line for kind, lines in pieces if kind == "header" for line in lines), key=_rank_header)
    rest = [lines for kind, lines in pieces if kind not in ("heading", "header")]
    parts = [*(lines for _, lines in head), *([notes] if notes else []), *rest]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def normalise_gist(line: str) -> str:
    """Return a gist line as it is written: `> 要旨（第一款）：…`; without the mark when given without."""
    match = GIST.match(line)
    mark, text = ("> ", match["text"].strip()) if match else ("", line.strip())
    label = LABEL.match(text)
    if label is None:
        return (mark + text).rstrip()
    place = f"（{label['place']}）" if label["place"] else ""
    return f"{mark}要旨{place}：{text[label.end() :]}".rstrip()


def _split_page(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Return the parts of a page in order: heading, header lines, versions, gists, blocks, and prose."""
    pieces: list[tuple[str, list[str]]] = []
    number, above = 0, True
    while number < len(lines):
        line = lines[number].rstrip()
        number += 1
        if line.startswith("```"):
            end = next((at for at in range(number, len(lines)) if lines[at].startswith("```")), len(lines))
            pieces.append(("block", _format_block(line, lines[number:end], closed=end < len(lines))))
            number = end + 1
            continue
        above = above and not line.startswith("## ")
        kind = _tell_kind(line, above=above, first=number == 1)
        pieces.append((kind, [WRITTEN[kind](line) if kind in WRITTEN else line]))
    return _join_lines(pieces)


def _tell_kind(line: str, *, above: bool, first: bool) -> str:
    if not line:
        return "blank"
    if first and HEADING.match(line):
        return "heading"
    if above and HEADER.match(line):
        return "header"
    if VERSION.match(line):
        return "version"
    return "gist" if line.startswith(">") else "prose"


def _join_lines(pieces: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Put neighbouring lines of one gist or one paragraph of prose together and drop the blanks between parts."""
    joined: list[tuple[str, list[str]]] = []
    for kind, group in groupby(pieces, key=lambda piece: piece[0]):
        held = [lines for _, lines in group]
        if kind in ("gist", "prose", "header"):
            joined.append((kind, [line for lines in held for line in lines]))
        elif kind != "blank":
            joined += [(kind, lines) for lines in held]
    return joined


def _format_heading(line: str) -> str:
    match = HEADING.match(line)
    return f"# {match[1]}　{BLANKS.sub(' ', match[2]).strip()}" if match else line


def _format_version(line: str) -> str:
    match = VERSION.match(line)
    return f"## {match[1]} 起" + (f"至 {match[2]}" if match[2] else "") if match else line


def _format_header(line: str) -> str:
    key, _, value = line.partition(":")
    return f"{key}: {value.strip()}"


def _rank_header(line: str) -> int:
    return HEADERS.index(line.partition(":")[0])


WRITTEN = {
    "heading": _format_heading,
    "header": _format_header,
    "version": _format_version,
    "gist": normalise_gist,
}


def _format_block(fence: str, body: list[str], *, closed: bool) -> list[str]:
    """Return a fenced block: keys in order, one blank after each colon; as it is when its fence or YAML is faulty."""
    whole = [fence, *body, *(["```"] if closed else [])]
    if not closed or FENCE.match(fence) is None:
        return whole
    tidy = [line for chunk in _sort_chunks(body) for line in _format_chunk(chunk)]
    return [fence, *tidy, "```"] if _same_block(body, tidy) else whole


def _sort_chunks(body: list[str]) -> list[list[str]]:
    """Return the lines of a block grouped by key, comments with the key they stand above, in the order of KEYS."""
    chunks: list[list[str]] = []
    waiting: list[str] = []
    for line in body:
        if TOP.match(line):
            chunks.append([*waiting, line])
            waiting = []
        elif line.startswith("#") or not chunks:
            waiting.append(line)
        else:
            chunks[-1] += [*waiting, line]
            waiting = []
    chunks.sort(key=_rank_chunk)
    return [*chunks, waiting] if waiting else chunks


def _key_of(chunk: list[str]) -> str:
    return next((match[1] for line in chunk if (match := TOP.match(line))), "")


def _rank_chunk(chunk: list[str]) -> int:
    key = _key_of(chunk)
    return KEYS.index(key) if key in KEYS else len(KEYS)


def _format_chunk(chunk: list[str]) -> list[str]:
    tidy = tidy_condition if _key_of(chunk) in CONDITIONS else tidy_line
    start = next((at for at, line in enumerate(chunk) if TOP.match(line)), 0) + 1
    head = [tidy_line(line) for line in chunk[:start] if line.strip()]
    below = [tidy(line.expandtabs(1)) for line in chunk[start:] if line.strip()]
    edge = min((len(line) - len(line.lstrip(" ")) for line in below), default=0)
    listed = any(line[edge:].startswith("- ") for line in below)
    moved = [" " * (0 if listed else NESTED) + line[edge:] for line in below]
    return [*head, *moved] if _same_block(chunk, [*head, *moved]) else chunk


def _same_block(old: list[str], new: list[str]) -> bool:
    return _means("\n".join(old), words=True) == _means("\n".join(new), words=True)


def _means(text: str, *, words: bool = False) -> object:
    """Return what YAML says, or its text when it says nothing; with `words`, blanks within conditions do not count."""
    try:
        held = plain(read_subset(text, ""))
    except RulebookError:
        return text
    if not words or not isinstance(held, dict):
        return held
    return {key: _words_of(value) if key in CONDITIONS else value for key, value in held.items()}


def _words_of(value: object) -> object:
    if isinstance(value, list):
        return [_words_of(item) for item in value]
    return re.sub(r"\s*([\[\],])\s*", r"\1", " ".join(value.split())) if isinstance(value, str) else value


def _squeeze(lines: list[str]) -> list[str]:
    """Return the lines without blank ones at the ends or two in a row."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept
