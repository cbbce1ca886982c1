"""The spacing of one line of YAML: one blank after a colon, a dash and a comma, none inside brackets or at the end.

Text in, text out; a caller compares what both mean. Must never touch the words of a line.
"""

from __future__ import annotations

import re

PAIR = re.compile(r"^(?P<key>[\w.=]+|'[^']*'|\"[^\"]*\"):(?P<gap>\s+|$)(?P<value>.*)$")
ITEM = re.compile(r"^-\s+(?P<rest>\S.*)$")
BLANKS = re.compile(r"[ \t]+")


def tidy_line(line: str) -> str:
    """Return a line with its indentation kept and its blanks in order."""
    bare = line.rstrip().lstrip(" ")
    indent = line[: len(line.rstrip()) - len(bare)]
    return indent + _tidy_part(bare)


def _tidy_part(text: str) -> str:
    item = ITEM.match(text)
    if item:
        return f"- {_tidy_part(item['rest'])}"
    pair = PAIR.match(text)
    if pair:
        return f"{pair['key']}: {_tidy_value(pair['value'])}" if pair["value"] else f"{pair['key']}:"
    return _tidy_value(text)


def _tidy_value(text: str) -> str:
    return tidy_flow(text) if text.startswith(("[", "{")) else text


def tidy_flow(text: str) -> str:
    """Return `[a,b]` as `[a, b]` and `{a:  b}` as `{a: b}`; quoted words and what follows the end stay as they are."""
    written: list[str] = []
    quote, depth = "", 0
    for place, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
            written.append(char)
            continue
        if char in "'\"" and (not written or written[-1][-1] in " [{,:"):
            quote = char
        depth += (char in "[{") - (char in "]}")
        _put_char(written, char)
        if depth == 0:
            return "".join(written) + text[place + 1 :].rstrip()
    return "".join(written).rstrip()


def _put_char(written: list[str], char: str) -> None:
    last = written[-1] if written else ""
    if char in " \t":
        if last not in {" ", ", ", "[", "{"}:
            written.append(" ")
        return
    if last == " " and char in ",]}":
        written.pop()
    if char in "]}" and written and written[-1] == ", ":
        written[-1] = ","
    written.append(", " if char == "," else char)


def tidy_condition(line: str) -> str:
    """Return a condition line (`- a  is   b`) with single blanks; a quoted or bracketed one as `tidy_line` does."""
    item = ITEM.match(line.strip())
    if item is None or item["rest"][0] in "'\"[{#":
        return tidy_line(line)
    indent = line[: len(line) - len(line.lstrip(" "))]
    words, mark, note = item["rest"].partition(" #")
    return f"{indent}- {_tidy_list(BLANKS.sub(' ', words).strip())}{mark and ' ' + mark}{note.rstrip()}"


def _tidy_list(words: str) -> str:
    start, bracket, _ = words.partition("[")
    return start + tidy_flow(words[len(start) :]) if bracket else words
