"""Measure identification on labelled files that are not part of the repository: `DATA=<folder> make tune`.

Prints strict F1 by label, recall by form, false alarms and speed; a file that is absent or unknown is said and skipped.
Nothing read here may be copied into the repository, and no value of it is printed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from yunnuo.demo.bench_taggers import find_taggers, run_tagger
from yunnuo.demo.span_report import print_alarms, print_score
from yunnuo.demo.span_scores import Known, Labelled, read_labelled, score_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yunnuo.demo.bench_taggers import Tagger

LABELLED = {
    "gen_remarks": (),
    "weibo_ner": ("NAME",),
    "cluener": ("NAME",),
    "pd98_ner": ("NAME",),
    "resume_ner": ("NAME",),
    "youku_titles": ("NAME",),
    "address_parts": ("ADDRESS",),
}
UNLABELLED = ("reviews", "ec_queries", "taobao_titles")
ALARM_LABELS = ("NAME", "ADDRESS")
OTHERS = {"gen_tables": ("score_tables", "C"), "title_sensitivity": ("score_titles", "S")}
FOLDS = 3


def read_rows(path: Path) -> list[Labelled]:
    """Return the texts of one labelled file (one JSON object a line)."""
    with path.open(encoding="utf-8") as lines:
        return [read_labelled(json.loads(line)) for line in lines]


def keep_part(rows: list[Labelled], part: str) -> list[Labelled]:
    """Return the rows of `part`: all, tune or held; no template (or text, where there are none) is on both sides."""
    if part == "all":
        return rows
    return [row for row in rows if (_place_row(row) == 0) == (part == "held")]


def _place_row(row: Labelled) -> int:
    return row.template // 2 % FOLDS if row.template >= 0 else sum(map(ord, row.text)) % FOLDS


def take_bare(row: Labelled) -> Labelled:
    """Return the row without its spans where a file marks brands and places that are not personal."""
    return Labelled(
        row.text, tuple(Known(s.start, s.end, s.label, optional=True) for s in row.spans if s.label == "NAME")
    )


def report_file(path: Path, part: str, taggers: list[Tagger]) -> Iterator[str]:
    """Yield the lines that tell how each tagger does on one file."""
    rows = keep_part(read_rows(path), part)
    yield f"== {path.stem}（{part}，{len(rows)} 条）"
    for tagger in taggers:
        found, seconds = run_tagger(tagger, [row.text for row in rows])
        yield f"-- {tagger.name}：{len(rows) / seconds:,.0f} 条/秒"
        if path.stem in UNLABELLED:
            yield from print_alarms(score_spans([take_bare(row) for row in rows], found))
        else:
            wanted = set(LABELLED[path.stem] or _list_labels(rows))
            offered = wanted & {span.label for spans in found for span in spans}
            yield from print_score(score_spans(rows, found, (wanted if tagger is taggers[0] else offered) or wanted))


def _list_labels(rows: list[Labelled]) -> list[str]:
    return sorted(Counter(span.label for row in rows for span in row.spans))


def report_other(path: Path) -> Iterator[str]:
    """Yield what the scorer of tables or titles says, where it is there."""
    module, _ = OTHERS[path.stem]
    try:
        report: Callable[[Path], Iterator[str]] = importlib.import_module(module).report_file
    except ModuleNotFoundError:
        yield f"== {path.stem}：没有 benchmarks/identify/{module}.py，略过"
        return
    yield f"== {path.stem}"
    yield from report(path)


def main() -> int:
    """Run the scorer over the files of a folder; return the exit code."""
    parser = argparse.ArgumentParser(description="Measure identification on labelled files.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", choices=("all", "tune", "held"), default="all")
    parser.add_argument("--peers", action="store_true", help="the peers that are installed, too")
    parser.add_argument("--only", nargs="*", default=[], help="stems of the files to read")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"no such folder: {options.data}", file=sys.stderr)
        return 2
    sys.path.insert(0, str(Path(__file__).parent))
    taggers, absent = find_taggers(peers=options.peers)
    for name in absent:
        print(f"没有安装 {name}，不比")
    for stem in options.only or (*LABELLED, *UNLABELLED, *OTHERS):
        path = options.data / f"{stem}.jsonl"
        if not path.is_file():
            print(f"== {stem}：没有这个文件，略过")
            continue
        for line in report_other(path) if stem in OTHERS else report_file(path, options.part, taggers):
            print(line, flush=True)
    for path in sorted(options.data.iterdir()):
        if path.stem not in {*LABELLED, *UNLABELLED, *OTHERS}:
            print(f"== {path.name}：不认识这个文件，略过")
    return 0


if __name__ == "__main__":
    sys.exit(main())
