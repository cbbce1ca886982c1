"""`yunnuo bench identify`: names, addresses and phones in remarks the product invents, ours beside installed peers.

The remarks come from templates the shipped model was not trained on, and no real person is in them. Glued lines are
counted apart: name, phone and address with signs between them, and without.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from yunnuo.demo.bench_taggers import find_taggers, run_tagger
from yunnuo.demo.remarks import fill_template, make_remarks
from yunnuo.demo.span_report import print_score
from yunnuo.demo.span_scores import Found, score_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.demo.bench_taggers import Tagger
    from yunnuo.demo.span_scores import Labelled

TEXTS: Final = 5_000
SEED: Final = 5
LABELS: Final = ("NAME", "ADDRESS", "PHONE")
GLUED: Final = {
    "有分隔": ("{name} {phone} {addr}", "{name}，{phone}，{addr}", "{addr} {name} {phone}", "{phone},{name},{addr}"),
    "无分隔": ("{name}{phone}{addr}", "{addr}{name}{phone}", "{phone}{name}{addr}", "{phone}{addr}{name}"),
}


def bench_identify(texts: int) -> Iterator[str]:
    """Yield the lines of the comparison on `texts` invented remarks (0 = 5,000)."""
    count = texts or TEXTS
    rng = random.Random(SEED)  # noqa: S311  # invented texts, no secret
    remarks = list(make_remarks(rng, count, part="test"))
    taggers, absent = find_taggers(peers=True)
    yield f"自造的买家留言 {count:,} 条；严格 F1：起止和标签都相同才算对；本机同一次运行"
    for name in absent:
        yield f"没有安装 {name}，不比"
    for tagger in taggers:
        found, seconds = run_tagger(tagger, [remark.text for remark in remarks])
        yield f"-- {tagger.name}：{count / seconds:,.0f} 条/秒"
        offered = {span.label for spans in found for span in spans}.intersection(LABELS)
        yield from print_score(score_spans(remarks, found, offered or LABELS))
        if "NAME" in offered:
            yield from (_tell_glued(tagger, kind, count // 5) for kind in GLUED)


def make_glued(kind: str, count: int) -> list[Labelled]:
    """Return `count` invented lines of name, phone and address, with signs between (有分隔) or without (无分隔)."""
    rng = random.Random(SEED)  # noqa: S311  # invented texts, no secret
    return [fill_template(rng, rng.choice(GLUED[kind])) for _ in range(count)]


def _tell_glued(tagger: Tagger, kind: str, count: int) -> str:
    lines = make_glued(kind, count)
    found, _ = run_tagger(tagger, [line.text for line in lines])
    names = sum(
        any(Found(span.start, span.end, "NAME") in spans for span in line.spans if span.label == "NAME")
        for line, spans in zip(lines, found, strict=True)
    )
    return f"   姓名电话地址连写，{kind}：姓名找到 {names}/{count}（{names / max(count, 1):.1%}）"
