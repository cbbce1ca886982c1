"""Rows and entries written by template are those written one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

NOW = 1_790_000_000_000_000
WORDS = st.sampled_from(["", "repeated_marketing", "短信", '"at":7', "%d%s\\", "\u2028𠮷"])
LISTS = st.lists(WORDS, max_size=2).map(tuple)
TIMES = st.integers(min_value=0, max_value=NOW)
NUMBERS = st.integers(min_value=1, max_value=2**63 - 1)
EVENTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["consent", "request"]),
        "at": TIMES,
        "until": st.none() | TIMES,
        "purposes": LISTS,
        "channels": LISTS,
        "categories": LISTS,
        "handler": WORDS,
        "notice_version": WORDS,
        "notice_shown_at": st.none() | TIMES,
        "manner": st.sampled_from(["unknown", "tick"]),
        "separate": st.none() | st.booleans(),
        "guardian": WORDS,
        "recipients": WORDS,
        "evidence": WORDS,
        "touchpoint": WORDS,
        "platform": WORDS,
        "shop": WORDS,
    }
)


@given(
    st.lists(st.tuples(EVENTS, NUMBERS, st.binary(min_size=16, max_size=16), WORDS), min_size=1, max_size=6), NUMBERS
)
def test_written_alike(drawn: list[tuple[dict[str, object], int, bytes, str]], first: int) -> None:
    """Templates give the same rows and the same bytes as spelling every consent by itself."""
    from yunnuo.consent.reading import Event
    from yunnuo.consent.rows import GIVEN, Resolved, consent_body, tell_row
    from yunnuo.consent.templates import match_templates
    from yunnuo.ledger.journal import write_content
    from yunnuo.people.keys import KeyValue

    key = KeyValue("phone", "", "+8619900000000")
    items = [
        Resolved(Event(key=key, stated_at=0, **values), who, mark, mark, mark[::-1], mark if batch else None, batch)  # type: ignore[arg-type]
        for values, who, mark, batch in drawn
    ]
    made, seqs = match_templates(items, now=NOW), range(first, first + len(items))
    bodies = [consent_body(item) for item in items]

    assert [
        write_content(seq, GIVEN, tell_row(body, item), NOW)
        for seq, body, item in zip(seqs, bodies, items, strict=True)
    ] == [one.write_content(item, seq) for one, item, seq in zip(made, items, seqs, strict=True)]
    assert [(*body.values(), seq) for seq, body in zip(seqs, bodies, strict=True)] == [
        one.write_row(item, seq) for one, item, seq in zip(made, items, seqs, strict=True)
    ]
