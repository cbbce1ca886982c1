"""`decide` and `rules`: the same answers as text and as JSON, from a file, a list and standard input."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cli_desk import call, succeed

if TYPE_CHECKING:
    from pathlib import Path

BUYER = """
facts:
  act: use
  purpose: {purpose}
  channel: sms
  category: [phone]
  consent: []
complete: [consent, refusal]
"""


def ask(purpose: str) -> str:
    """Return a question about somebody who consented to nothing."""
    return BUYER.format(purpose=purpose)


def test_text_and_json() -> None:
    """The explanation printed is the one in the JSON."""
    text = succeed("decide", "-", stdin=ask("repeated_marketing"))
    answer = json.loads(succeed("decide", "-", "--json", stdin=ask("repeated_marketing")))

    assert text == "\n".join(answer["explanation"]) + "\n"
    assert ("yunnuo.decision/1", "not_permitted") == (answer["schema"], answer["outcome"])
    assert answer["by"]
    assert [rule["id"] for rule in answer["rules"]]


def test_file_and_list(desk: Path) -> None:
    """A list in the file is answered one by one, in order."""
    items = [ask(purpose).strip().replace("\n", "\n  ") for purpose in ("repeated_marketing", "statutory_recall")]
    (desk / "题.yaml").write_text("".join(f"- {item}\n" for item in items), "utf-8")

    answers = json.loads(succeed("decide", "题.yaml", "--json"))

    assert [
        json.loads(succeed("decide", "-", "--json", stdin=ask(p))) for p in ("repeated_marketing", "statutory_recall")
    ] == answers


def test_byte_order_mark() -> None:
    """A file from Windows, with its mark at the start, is read."""
    assert succeed("decide", "-", stdin=b"\xef\xbb\xbf" + ask("delivery").encode()) == succeed(
        "decide", "-", stdin=ask("delivery")
    )


def test_day() -> None:
    """The law of the day named decides, also on the last day a calendar has."""
    days = ("2022-10-14", "9999-12-31")
    answers = [
        json.loads(succeed("decide", "-", "--json", "--on", day, stdin=ask("repeated_marketing"))) for day in days
    ]

    assert list(days) == [answer["on"] for answer in answers]
    assert answers[0]["by"] != answers[1]["by"]


def test_reading() -> None:
    """A reading that exists may be chosen."""
    succeed("decide", "-", "--reading", "d1=scan_is_enough", stdin=ask("repeated_marketing"))


def test_rules_facts() -> None:
    """The facts listed are those the JSON holds."""
    rows = json.loads(succeed("rules", "facts", "--json"))
    text = succeed("rules", "facts")

    assert {"group", "group_zh", "id", "zh", "type", "values", "default"} == set(rows[0])
    assert [] == [row["id"] for row in rows if f"  {row['id']}: " not in text]


def test_rules_list() -> None:
    """The rules of a day are listed with their article; those of another day differ."""
    rows = json.loads(succeed("rules", "list", "--on", "2026-11-23", "--json"))
    before = json.loads(succeed("rules", "list", "--on", "2020-01-01", "--json"))

    assert f"共 {len(rows)} 条" in succeed("rules", "list", "--on", "2026-11-23")
    assert 0 < len(before) < len(rows)
    assert [] == [row["id"] for row in rows if not row["citation"]]


def test_rules_show() -> None:
    """One article is shown as a page to read, and with `--raw` as the rulebook has it."""
    assert "[pipl.a013.p1]" in succeed("rules", "show", "pipl.a013")
    assert "id: pipl.a013.p1\n" in succeed("rules", "show", "pipl.a013", "--raw")


def test_rulebook_sound() -> None:
    """The rulebook shipped passes its own checks, in text and in JSON."""
    text, data = (call("rules", "check", *words) for words in ([], ["--json"]))

    assert [(0, "")] * 2 == [(done.code, done.err) for done in (text, data)]
    assert text.out.splitlines()[-1].startswith("0 处错误") or "规则库没有问题。\n" == text.out
    assert isinstance(json.loads(data.out), list)
