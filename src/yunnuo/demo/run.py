"""Playing the demo through the product's own flows: build the brand, load it, screen it. The truth is never read."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.demo.brand import DEMO_SEED, BrandFiles, build_brand
from yunnuo.flows.events import import_events
from yunnuo.flows.importing import import_export
from yunnuo.flows.notices import import_declarations, publish_notices
from yunnuo.flows.screen import run_screen
from yunnuo.flows.workspace import Workspace, open_workspace
from yunnuo.identify.export import open_export
from yunnuo.terms.errors import InputError
from yunnuo.terms.instant import Instant, legal_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from yunnuo.flows.screening import ScreenRequest
    from yunnuo.rulebook.book import Book

    Progress = Callable[[str, int, int], None]

MARK = ".yunnuo-demo"


@dataclass(frozen=True, slots=True)
class DemoRun:
    """A loaded demo: its files and its open workspace."""

    files: BrandFiles
    workspace: Workspace


def load_brand(
    folder: Path, book: Book, *, now: Instant, orders: int, progress: Progress, declared: bool = True
) -> DemoRun:
    """Build the brand in `folder`/files and load it into the workspace `folder`; an earlier demo there is replaced.

    Raises InputError when the folder holds anything but an earlier demo.
    """
    _clear_folder(folder)
    progress("编造样例品牌", 0, 0)
    try:
        files = build_brand(folder / "files", seed=DEMO_SEED, orders=orders, today=legal_day(now))
    except InputError:
        shutil.rmtree(folder)
        raise
    workspace = open_workspace(folder)
    publish_notices(files.notices, book.vocabulary, now=now)
    for number, order in enumerate(files.orders):
        progress("导入订单和客户文件", number, len(files.orders))
        with open_export(order.path, scratch=workspace.imports) as export:
            import_export(workspace, export, now=now, shop=order.shop)
    for number, path in enumerate(files.events):
        progress("导入同意与撤回", number, len(files.events))
        import_events(workspace, path, book.vocabulary, now=now)
    if declared:
        import_declarations(files.declarations, book.vocabulary, now=now)
    return DemoRun(files, workspace)


def screen_brand(run: DemoRun, book: Book, request: ScreenRequest, progress: Progress) -> dict[str, object]:
    """Screen the brand's own order files."""
    return run_screen(run.workspace, book, request, progress)


def _clear_folder(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise InputError(
                "demo.folder", f"`{folder.name}` 里有别的东西", why="演示不覆盖真实的工作区", todo="换一个空文件夹"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("demo\n", "utf-8")
