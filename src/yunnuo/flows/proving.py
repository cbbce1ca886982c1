"""The order of steps of a proof: which promises, over which days of which rulebooks.

Reads rulebooks only; must never read or write what is known of anybody.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from yunnuo.decide.proofs_bounds import Agreeing, Siding
from yunnuo.decide.proofs_changes import Dating, Equalling, Tightening, date_books, pair_books
from yunnuo.decide.proofs_knowing import Completing
from yunnuo.decide.proofs_promises import Prohibiting, Withdrawing
from yunnuo.decide.proofs_reach import find_dead
from yunnuo.decide.proofs_run import prove_promise
from yunnuo.decide.proofs_targets import list_targets
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from yunnuo.decide.proofs_reach import Reach
    from yunnuo.decide.proofs_run import Proof
    from yunnuo.rulebook.book import Book

    Tell = Callable[[str, int, int], None]

PROMISES: Final = (Withdrawing, Prohibiting, Completing, Dating, Agreeing, Siding)
CHANGES: Final = {"tighter": Tightening, "equal": Equalling}


def require_solver() -> None:
    """Raise InputError when Z3 is not installed."""
    if find_spec("z3") is None:
        raise InputError(
            "proofs.solver",
            "没有安装证明器 Z3",
            why="它是可选的依赖",
            todo="安装：pip install 'yunnuo[proofs]'",
        )


def prove_promises(
    book: Book, days: Sequence[date] = (), *, only: Sequence[str] = (), tell: Tell | None = None
) -> Iterator[Proof]:
    """Yield what becomes of each promise of the engine under a rulebook; without `days` every day the law changes.

    `only` names the promises to prove. Raise InputError for one that does not exist or when Z3 is missing.
    """
    require_solver()
    known = {promise.id: promise for promise in PROMISES}
    unknown = [name for name in only if name not in known]
    if unknown:
        raise InputError("proofs.promise", "选项 --promise 写的不是允诺的承诺", todo=f"从这些里选：{'、'.join(known)}")
    if tell:
        tell("编译规则库", 0, 0)
    targets = list_targets(book, days)
    for name in only or known:
        asked = date_books(book, days) if name == Dating.id else targets
        yield prove_promise(known[name], asked, tell)


def prove_change(
    kind: str, new: Book, old: Book, days: Sequence[tuple[date, date]] = (), *, tell: Tell | None = None
) -> Proof:
    """Return whether a change is what `kind` (tighter or equal) says; `days` pairs days of the new and the old.

    Without `days` both are compared on every day either of them changes. Raise InputError when Z3 is missing.
    """
    require_solver()
    if tell:
        tell("编译规则库", 0, 0)
    return prove_promise(CHANGES[kind], pair_books(new, old, days), tell)


def find_unheard(book: Book, days: Sequence[date] = (), *, tell: Tell | None = None) -> Reach:
    """Return the rules that decide nothing whoever asks on whatever day. Raise InputError when Z3 is missing."""
    require_solver()
    return find_dead(book, days, tell)
