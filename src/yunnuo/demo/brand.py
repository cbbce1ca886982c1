"""Builds the synthetic brand: one folder of files as the brand would hold them, and the truth about them kept apart.

The same seed, number of orders and day give the same bytes. It writes plain contact values: invented ones only, and
only into this folder. It must never be run over real data, and the product must never read the folder `truth`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from yunnuo.demo.event_files import write_declarations, write_events, write_notices
from yunnuo.demo.order_files import OrderFile, write_orders
from yunnuo.demo.setting import read_data
from yunnuo.demo.stage import FULL_ORDERS, set_stage
from yunnuo.demo.truth import Truth, tell_truth

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from yunnuo.demo.cast import Cast

DEMO_SEED: Final = 20261123
_TEXT: Final = pa.string()
_COLUMNS: Final[dict[str, pa.DataType]] = {
    "scene": _TEXT,
    "circle": pa.int64(),
    "contact_kind": _TEXT,
    "contact": _TEXT,
    "known": pa.bool_(),
    "cell_class": _TEXT,
    "purpose": _TEXT,
    "channel": _TEXT,
    "day": pa.date32(),
    "outcome": _TEXT,
    "law": _TEXT,
    "contract": _TEXT,
    "reason": _TEXT,
    "reasons": pa.list_(_TEXT),
}


@dataclass(frozen=True, slots=True)
class BrandFiles:
    """What was written; `orders` holds the order files and the customer list, `scenes` people groups by scene.

    `document` is a notice written out in full, not published yet; `facts` a file to decide by hand; `sample` holds the
    invented phone of somebody who agreed to SMS, to look up.
    """

    folder: Path
    handler: str
    orders: tuple[OrderFile, ...]
    events: tuple[Path, ...]
    notices: Path
    document: Path
    declarations: Path
    undeclared: Path
    facts: Path
    sample: Path
    truth: Path
    scenes: dict[str, int]


def build_brand(folder: Path, *, seed: int = DEMO_SEED, orders: int = FULL_ORDERS, today: date) -> BrandFiles:
    """Write the brand into `folder` (made when missing, older files of its own replaced); tell what it wrote.

    `today` is the legal day the brand stands on: every event lies before it. Exactly `orders` rows over Tmall, JD,
    Douyin and Youzan; Pinduoduo, the Weixin shop and the customer list come on top. Raises InputError for too few
    orders or a day before the story ends.
    """
    cast = set_stage(seed=seed, orders=orders, today=today)
    for name in ("orders", "events", "truth"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    declared, undeclared = write_declarations(cast, folder)
    truth = folder / "truth" / "truth.parquet"
    files = BrandFiles(
        folder=folder,
        handler=cast.setting.handler,
        orders=tuple(write_orders(cast, folder / "orders")),
        events=tuple(write_events(cast, folder / "events")),
        notices=write_notices(cast, folder),
        document=_write_text(folder / "notice_in_full.yaml", _write_document(cast.setting.handler)),
        declarations=declared,
        undeclared=undeclared,
        facts=_write_text(folder / "facts.yaml", read_data("facts.yaml")),
        sample=_write_text(folder / "sample_phone.txt", f"{_find_sample(cast)}\n"),
        truth=truth,
        scenes=_count_scenes((person.scene, person.circle) for person in cast.persons),
    )
    pq.write_table(_tabulate(tell_truth(cast)), truth)
    return files


def _write_document(handler: str) -> str:
    """Return the sample notice as the handler's own: it follows the brand's last version."""
    return read_data("notice.yaml").replace("MH-", "N").replace("木禾食品（上海）有限公司", handler)


def _find_sample(cast: Cast) -> str:
    """Return the phone of the first individual who simply consented."""
    return next(person.keys[0].value for person in cast.persons if person.scene == "own_consent_current")


def _write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _count_scenes(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    return dict(Counter(scene for scene, _circle in sorted(set(pairs))))


def _tabulate(truths: Iterable[Truth]) -> pa.Table:
    """Return one row per contact point and question: who, what was asked, the expected answer, and why."""
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    for truth in truths:
        verdict = truth.verdict
        row = (
            *(truth.person.scene, truth.person.circle),
            *(truth.contact.kind, truth.contact.value, truth.known, truth.contact.cell_class.value),
            *(truth.purpose, truth.channel, truth.day),
            *(verdict.outcome.value, verdict.law.value, verdict.contract.value),
            *(verdict.reasons[0], list(verdict.reasons)),
        )
        for name, value in zip(_COLUMNS, row, strict=True):
            columns[name].append(value)
    return pa.table({name: pa.array(columns[name], kind) for name, kind in _COLUMNS.items()})
