"""Measure identification on labelled files that are not part of the repository: `DATA=<folder> make tune`.

The same sheets as `yunnuo bench identify`: strict F1 by label, share found by form, false alarms, traps, speed; ours
beside the peers of `--peers PYTHON`. A file that is absent or unknown is said and skipped. Nothing read here may be
copied into the repository, and no value of it is printed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yunnuo.demo.bench_identify import compare_columns, compare_speeds, run_taggers
from yunnuo.demo.bench_taggers import list_pythons, open_taggers
from yunnuo.demo.column_scores import KnownTable
from yunnuo.demo.sheets import draw_sheet, dump_sheets
from yunnuo.demo.span_report import report_alarms, report_spans
from yunnuo.demo.span_scores import Known, Labelled, read_labelled, score_spans
from yunnuo.demo.title_scores import KnownTitle, report_titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.demo.bench_taggers import Tagger
    from yunnuo.demo.sheets import Sheet

SCHEMA = "yunnuo.tune.identify/1"
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
OTHERS = ("gen_tables", "title_sensitivity")
FOLDS = 3
SEED = 5


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of one JSON object a line."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def keep_part(rows: list[Labelled], part: str, most: int) -> list[Labelled]:
    """Return the rows of `part`, `most` of them by chance (0 = all); no template (or text) is on both sides."""
    kept = [row for row in rows if part == "all" or (_place_row(row) == 0) == (part == "held")]
    return random.Random(SEED).sample(kept, most) if 0 < most < len(kept) else kept  # noqa: S311  # a choice of texts


def _place_row(row: Labelled) -> int:
    return row.template // 2 % FOLDS if row.template >= 0 else sum(map(ord, row.text)) % FOLDS


def take_bare(row: Labelled) -> Labelled:
    """Return the row without its spans where a file marks brands and places that are not personal."""
    return Labelled(
        row.text, tuple(Known(s.start, s.end, s.label, optional=True) for s in row.spans if s.label == "NAME")
    )


def measure_file(stem: str, rows: list[Labelled], taggers: list[Tagger]) -> Iterator[Sheet]:
    """Yield the sheets that tell how each tagger does on one file of texts."""
    texts = [row.text for row in rows]
    results, broken = run_taggers(taggers, texts)
    for name in broken:
        print(f"{name} 中途停了，不比")
    offers = {tagger.name: tagger.labels for tagger in taggers if tagger.name in results}
    if stem in UNLABELLED:
        bare = [take_bare(row) for row in rows]
        yield report_alarms({name: score_spans(bare, found) for name, (found, _) in results.items()}, offers)
    else:
        wanted = frozenset(LABELLED[stem] or Counter(span.label for row in rows for span in row.spans))
        scores = {
            name: score_spans(rows, found, (wanted & offers[name]) if offers[name] else wanted)
            for name, (found, _) in results.items()
            if not offers[name] or wanted & offers[name]
        }
        yield from report_spans(scores, offers)
    yield compare_speeds(texts, results, offers)


def measure_other(path: Path, taggers: list[Tagger]) -> Iterator[Sheet]:
    """Yield the sheet of a file of tables or of titles."""
    if path.stem == "gen_tables":
        tables = [
            KnownTable(row["header_mode"], row["headers"], row["types"], tuple(zip(*row["rows"], strict=True)))
            for row in read_lines(path)
        ]
        yield compare_columns(tables, taggers)
    else:
        titles = (KnownTitle(row["text"], frozenset(row["labels"]), frozenset(row["weak"])) for row in read_lines(path))
        yield report_titles(list(titles))


def show_sheets(name: str, sheets: Iterator[Sheet], *, as_json: bool) -> None:
    """Print the sheets of one file, as a JSON line of their own or as tables."""
    if as_json:
        print(json.dumps({"file": name, **json.loads(dump_sheets(SCHEMA, sheets))}, ensure_ascii=False), flush=True)
        return
    print(f"\n#### {name}")
    for sheet in sheets:
        print(*draw_sheet(sheet), sep="\n", flush=True)


def read_options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description="Measure identification on labelled files.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", choices=("all", "tune", "held"), default="all")
    parser.add_argument("--peers", metavar="PYTHON", default="", help="a Python that has peers installed")
    parser.add_argument("--most", type=int, default=0, help="so many texts of each file, by chance; 0 = all")
    parser.add_argument("--only", nargs="*", default=[], help="stems of the files to read")
    parser.add_argument("--json", action="store_true", help="one JSON object a line and file")
    return parser.parse_args()


def main() -> int:
    """Run the scorer over the files of a folder; return the exit code."""
    options = read_options()
    if not options.data.is_dir():
        print(f"no such folder: {options.data}", file=sys.stderr)
        return 2
    with open_taggers(list_pythons(options.peers)) as (taggers, absent):
        for name in absent:
            print(f"没有安装 {name}，不比（--peers 指给装了它的 python）")
        for stem in options.only or (*LABELLED, *UNLABELLED, *OTHERS):
            path = options.data / f"{stem}.jsonl"
            if not path.is_file():
                print(f"== {stem}：没有这个文件，略过")
            elif stem in OTHERS:
                show_sheets(stem, measure_other(path, taggers), as_json=options.json)
            else:
                rows = keep_part([read_labelled(row) for row in read_lines(path)], options.part, options.most)
                show_sheets(
                    f"{stem}（{options.part}，{len(rows)} 条）", measure_file(stem, rows, taggers), as_json=options.json
                )
    for path in sorted(options.data.iterdir()):
        if path.stem not in {*LABELLED, *UNLABELLED, *OTHERS}:
            print(f"== {path.name}：不认识这个文件，略过")
    return 0


if __name__ == "__main__":
    sys.exit(main())
