"""`yunnuo bench identify`: all that identification does, on data the product invents, ours beside peers that are there.

Spans by label and form, false alarms, glued lines, columns, titles, speed, the worst texts. The remarks come from
templates the shipped name model was not trained on, and no real person is in them. No text is ever printed.
"""

from __future__ import annotations

import random
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Final

from yunnuo.demo.bench_taggers import OURS, PeerError, list_pythons, open_taggers, tag_ours
from yunnuo.demo.column_scores import report_columns, score_cells, score_tables
from yunnuo.demo.made_tables import make_tables
from yunnuo.demo.mixed_remarks import list_templates, make_mixed
from yunnuo.demo.remarks import count_templates, fill_template, make_remarks
from yunnuo.demo.sheets import Sheet, draw_sheet, dump_sheets
from yunnuo.demo.span_report import report_spans, report_speeds
from yunnuo.demo.span_scores import Found, score_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from yunnuo.demo.bench_taggers import Tagged, Tagger
    from yunnuo.demo.column_scores import KnownTable
    from yunnuo.demo.sheets import Figure
    from yunnuo.demo.span_scores import Labelled

SCHEMA: Final = "yunnuo.bench.identify/1"
TEXTS: Final = 5_000
SEED: Final = 5
TABLES: Final = 60
ORDERS: Final = 450_000
_MANY: Final = 4  # times as many remarks for two processes, the start of the second counted
_LONGEST: Final = 1 << 19
_PATIENCE: Final = 0.25
GLUED: Final = {
    "有分隔": ("{name} {phone} {addr}", "{name}，{phone}，{addr}", "{addr} {name} {phone}", "{phone},{name},{addr}"),
    "无分隔": ("{name}{phone}{addr}", "{addr}{name}{phone}", "{phone}{name}{addr}", "{phone}{addr}{name}"),
}


def bench_identify(texts: int, *, peers: str = "", as_json: bool = False) -> Iterator[str]:
    """Yield the lines of the comparison on `texts` invented remarks (0 = 5,000), or one JSON document.

    `peers` is a Python that has peers installed; the one this runs in is looked through in any case.
    """
    sheets = chain(compare_spans(texts or TEXTS, peers), measure_rest(texts or TEXTS))
    if as_json:
        yield dump_sheets(SCHEMA, sheets)
        return
    for sheet in sheets:
        yield from draw_sheet(sheet)


def compare_spans(count: int, peers: str) -> Iterator[Sheet]:
    """Yield the sheets of spans, glued lines and speed on `count` invented remarks, then of columns of tables."""
    remarks = draw_remarks(count)
    with open_taggers(list_pythons(peers)) as (taggers, absent):
        results, broken = run_taggers(taggers, [remark.text for remark in remarks])
        whole = [tagger for tagger in taggers if tagger.name in results]
        yield describe_run(count, whole, absent, broken)
        offers = {tagger.name: tagger.labels for tagger in whole}
        yield from report_spans(
            {name: score_spans(remarks, found, offers[name]) for name, (found, _) in results.items()}, offers
        )
        yield report_glued(whole, count // 5)
        yield compare_speeds([remark.text for remark in remarks], results, offers)
        tables = list(make_tables(_start_random(), max(2, round(TABLES * min(1.0, count / TEXTS)))))
        yield compare_columns(tables, whole)


def measure_rest(count: int) -> Iterator[Sheet]:
    """Yield the sheets of titles, a whole export and the worst texts; few `count` make them small."""
    from yunnuo.demo.bench_export import bench_export
    from yunnuo.demo.bench_worst import list_readers, report_worst
    from yunnuo.demo.made_titles import load_titles
    from yunnuo.demo.title_scores import report_titles

    share = min(1.0, count / TEXTS)
    yield report_titles(load_titles())
    yield bench_export(max(1_000, round(ORDERS * share)))
    most = max(1 << 13, round(_LONGEST * share))
    yield report_worst(list_readers(), most=most, patience=_PATIENCE * share)


def draw_remarks(count: int) -> list[Labelled]:
    """Return `count` remarks: half with every label and form, half with names and addresses in talk."""
    rng = _start_random()
    mixed = make_mixed(rng, count // 2)
    return [*mixed, *make_remarks(rng, count - count // 2, part="test")]


def make_glued(kind: str, count: int) -> list[Labelled]:
    """Return `count` invented lines of name, phone and address, with signs between (有分隔) or without (无分隔)."""
    rng = _start_random()
    return [fill_template(rng, rng.choice(GLUED[kind])) for _ in range(count)]


def run_taggers(taggers: Iterable[Tagger], texts: Sequence[str]) -> tuple[dict[str, Tagged], list[str]]:
    """Return what each tagger found and its seconds, and the names of those that broke down."""
    results, broken = {}, []
    for tagger in taggers:
        try:
            results[tagger.name] = tagger.run(texts)
        except PeerError:
            broken.append(tagger.name)
    return results, broken


def describe_run(count: int, taggers: Iterable[Tagger], absent: Iterable[str], broken: Iterable[str]) -> Sheet:
    """Return a sheet of words: what is compared, who is missing, and which templates the model has seen."""
    seen, kept = count_templates("train"), count_templates("test")
    notes = [
        f"一半来自 mixed_remarks.yaml 的 {len(list_templates())} 个模板，只用来量，从未用来训练；",
        f"一半来自 remarks.yaml 里留下不训练的 {kept} 个模板；姓名模型见过另外 {seen} 个，和同一套造姓名、地址的办法",
        "一起比的：" + "、".join(f"{tagger.name} {tagger.version}".strip() for tagger in taggers),
        *(f"没有安装 {name}，不比（装在别的环境里的，用 --peers 指给那里的 python）" for name in absent),
        *(f"{name} 中途停了，不比" for name in broken),
    ]
    return Sheet("run", f"自造的买家留言 {count:,} 条，本机同一次运行", (), (), notes=tuple(notes))


def report_glued(taggers: Iterable[Tagger], count: int) -> Sheet:
    """Return the share of names found in lines of name, phone and address, for taggers that offer names."""
    lines = {kind: make_glued(kind, count) for kind in GLUED}
    shares: dict[str, dict[str, float]] = {}
    for tagger in taggers:
        if not tagger.labels or "NAME" in tagger.labels:
            with suppress(PeerError):  # it stopped on the way: what it did before stands in the other sheets
                shares[tagger.name] = {kind: _share_names(tagger, held) for kind, held in lines.items()}
    rows: tuple[tuple[Figure, ...], ...] = tuple(
        (kind, count, *(held[kind] for held in shares.values())) for kind in GLUED
    )
    return Sheet("glued", "姓名电话地址写成一串，姓名找到的份额", ("连写", "条", *shares), rows, style="{:.1%}")


def compare_speeds(texts: Sequence[str], results: Mapping[str, Tagged], offers: Mapping[str, frozenset[str]]) -> Sheet:
    """Return the speeds; a peer that finds numbers only is held against ours finding numbers only.

    A second process of ours is measured where the list is long enough to be fair to its start; peers use what threads
    they like.
    """
    numbers = f"{OURS}（只找号码）"
    speeds = {name: len(texts) / taken for name, (_, taken) in results.items()}
    own = {OURS: speeds.pop(OURS), numbers: len(texts) / tag_ours(texts, words=False)[1]}
    fair = {name: OURS if "NAME" in offers[name] else numbers for name in speeds}
    if len(texts) >= TEXTS:
        many = [remark.text for remark in draw_remarks(_MANY * TEXTS)]
        own[f"{OURS}（两个进程，{len(many):,} 条）"] = len(many) / tag_ours(many, workers=2)[1]
    return report_speeds(own | speeds, fair)


def compare_columns(tables: Sequence[KnownTable], taggers: Iterable[Tagger]) -> Sheet:
    """Return the sheet of columns: ours with headers and cells, peers with cells."""
    ours, speed = score_tables(tables)
    scores = {OURS: ours}
    for tagger in taggers:
        if tagger.name != OURS:
            with suppress(PeerError):
                scores[tagger.name] = score_cells(tables, tagger)
    return report_columns(scores, speed)


def _share_names(tagger: Tagger, lines: Sequence[Labelled]) -> float:
    found, _ = tagger.run([line.text for line in lines])
    names = sum(
        any(Found(span.start, span.end, "NAME") in spans for span in line.spans if span.label == "NAME")
        for line, spans in zip(lines, found, strict=True)
    )
    return names / max(len(lines), 1)


def _start_random() -> random.Random:
    return random.Random(SEED)  # noqa: S311  # invented texts, no secret
