"""Sheets that tell scores of spans, one column for each tagger; counts and shares only, never a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yunnuo.demo.sheets import Sheet, load_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from yunnuo.demo.sheets import Figure
    from yunnuo.demo.span_scores import Score

    Scores = Mapping[str, Score]

# Strict F1 to reach, by label; other labels have no goal of their own.
GOALS: Final = {
    "NAME": 0.90,
    "PHONE": 0.985,
    "ID_CARD": 0.995,
    "BANK_CARD": 0.985,
    "EMAIL": 0.995,
    "PLATE": 0.99,
    "QQ": 0.95,
    "WECHAT": 0.95,
    "ADDRESS": 0.85,
}
# Brands, works and characters named like persons; together no more than one in ten may be taken for one.
_NAMED_GOODS: Final = ("brand_", "work_")
_ALL_NAMED: Final = "named_goods"
_SOFT: Final = ("NAME", "ADDRESS")


def report_spans(scores: Scores, offers: Mapping[str, frozenset[str]]) -> Iterator[Sheet]:
    """Yield the sheets of several taggers on the same texts, the first tagger in more detail.

    `offers` holds the labels of each tagger, empty for all; what a tagger does not offer is left open.
    """
    yield report_labels(scores, offers)
    yield report_characters(scores, offers)
    forms = report_forms(scores, offers)
    if forms.rows:
        yield forms
    yield report_alarms(scores, offers)
    traps = report_traps(scores)
    if traps.rows:
        yield traps


def report_labels(scores: Scores, offers: Mapping[str, frozenset[str]]) -> Sheet:
    """Return strict F1 by label: ours with precision, recall and F1 by characters, then F1 of each peer."""
    first, *peers = scores
    ours = scores[first]
    rows: list[tuple[Figure, ...]] = []
    below = []
    for label, tally in sorted(ours.labels.items()):
        count = tally.hits + tally.missed
        if not count:
            continue
        if tally.strict_f1() < GOALS.get(label, 0):
            below.append(load_words().get(label, label))
        figures = (tally.strict_f1(), tally.precision(), tally.recall())
        others = (scores[peer].labels[label].strict_f1() if _offers(offers, peer, label) else None for peer in peers)
        rows.append((label, count, GOALS.get(label), *figures, *others))
    notes = ("没到目标的：" + "、".join(below),) if below else ()
    head = ("标签", "处", "目标", first, "准确", "召回", *peers)
    return Sheet("labels", "每种标签的严格 F1（起止和标签都相同才算对）", head, tuple(rows), notes=notes)


def report_characters(scores: Scores, offers: Mapping[str, frozenset[str]]) -> Sheet:
    """Return F1 over characters of the labels whose edges are arguable: a span that is a sign too long still counts."""
    first = next(iter(scores))
    rows: list[tuple[Figure, ...]] = []
    for label in _SOFT:
        if scores[first].labels[label].known_chars:
            shares = (scores[one].labels[label].char_f1() if _offers(offers, one, label) else None for one in scores)
            rows.append((label, *shares))
    return Sheet("characters", "按字算的 F1", ("标签", *scores), tuple(rows))


def report_forms(scores: Scores, offers: Mapping[str, frozenset[str]]) -> Sheet:
    """Return the share found of each form of each label."""
    first, *_ = scores
    rows = []
    for (label, form), (_, count) in sorted(scores[first].forms.items()):
        if form:
            shares = (_share(scores[name], label, form) if _offers(offers, name, label) else None for name in scores)
            rows.append((label, form, count, *shares))
    return Sheet("forms", "按写法找到的份额", ("标签", "写法", "处", *scores), tuple(rows), style="{:.1%}")


def report_alarms(scores: Scores, offers: Mapping[str, frozenset[str]]) -> Sheet:
    """Return the spans found where none is, for each 1,000 texts."""
    labels = sorted({label for score in scores.values() for label, count in score.alarms.items() if count})
    rows: list[tuple[Figure, ...]] = []
    for label in labels:
        shares = (scores[name].per_thousand(label) if _offers(offers, name, label) else None for name in scores)
        rows.append((label, *shares))
    notes = () if rows else ("没有误报",)
    head = ("标签", *scores)
    return Sheet("alarms", "每千条误报（什么都没有的地方）", head, tuple(rows), style="{:.1f}", notes=notes)


def report_traps(scores: Scores) -> Sheet:
    """Return the share of traps that were taken for something personal, by kind of trap."""
    first = next(iter(scores))
    rows: list[tuple[Figure, ...]] = []
    for kind, (_, count) in sorted(scores[first].traps.items()):
        rows.append((kind, count, *(score.traps[kind][0] / count for score in scores.values())))
    together = [kind for kind in scores[first].traps if kind.startswith(_NAMED_GOODS)]
    if together:
        count = sum(scores[first].traps[kind][1] for kind in together)
        rows.append((_ALL_NAMED, count, *(_share_traps(score, together) for score in scores.values())))
    return Sheet("traps", "难例被当成个人信息的份额", ("难例", "处", *scores), tuple(rows), style="{:.1%}")


def report_speeds(speeds: Mapping[str, float], fair: Mapping[str, str]) -> Sheet:
    """Return the texts a second of each tagger, and how many times as fast the one of ours is that does the same.

    `fair` names, for each peer, the one of ours to hold it against.
    """
    rows: list[tuple[Figure, ...]] = [
        (name, round(speed), speeds[fair[name]] / speed if name in fair else None) for name, speed in speeds.items()
    ]
    notes = ("只找号码的，和允诺只找号码时比",) if rows else ()
    return Sheet(
        "speed", "速度（同一次运行）", ("", "条/秒", "允诺是它的几倍"), tuple(rows), style="{:.1f}", notes=notes
    )


def _share_traps(score: Score, kinds: Sequence[str]) -> float:
    return sum(score.traps[kind][0] for kind in kinds) / sum(score.traps[kind][1] for kind in kinds)


def _share(score: Score, label: str, form: str) -> float:
    hit, count = score.forms[label, form]
    return hit / count if count else 0.0


def _offers(offers: Mapping[str, frozenset[str]], name: str, label: str) -> bool:
    return not offers.get(name) or label in offers[name]
