"""Holding every mutant of a rulebook, or a sample, against its cases; in one process or several."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from random import Random
from typing import TYPE_CHECKING

from yunnuo.flows.mutation import Bench
from yunnuo.flows.mutation_edits import make_mutants
from yunnuo.flows.mutation_proof import Prover
from yunnuo.flows.mutation_solver import SearchTooLongError
from yunnuo.flows.mutation_values import Stock
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.cases import load_cases, load_personas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from yunnuo.flows.mutation_edits import Mutant
    from yunnuo.rulebook.cases import Case

KILLED, EQUIVALENT, SURVIVED = "killed", "equivalent", "survived"
CHUNK = 40  # mutants a process is handed at a time


@dataclass(slots=True)
class Score:
    """How the mutants fared; equivalent ones are no fault of the cases and are not counted in `total`.

    `red` are cases the rulebook itself does not answer as they state; they notice nothing.
    """

    killed: int = 0
    equivalent: list[Mutant] = field(default_factory=list)
    survivors: list[Mutant] = field(default_factory=list)
    red: list[Case] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return how many mutants count."""
        return self.killed + len(self.survivors)


class Judge:
    """Tells of each mutant of one rulebook folder whether a case notices it, or none ever could."""

    def __init__(self, folder: Path) -> None:
        book = load_book(folder)
        self.bench = Bench(book, load_cases(folder, book.vocabulary))
        self.mutants = make_mutants(book)
        personas = load_personas(folder, book.vocabulary)
        questions = [*personas.values(), *(case.question for case in self.bench.cases)]
        self.prover = Prover(self.bench.parts, Stock(questions))

    def judge(self, mutant: Mutant) -> str:
        """Return how a mutant fares: the cases near it are asked first, the rest only when a difference exists."""
        if self.bench.find_killer(mutant, near=True) is not None:
            return KILLED
        try:
            if self.prover.is_equivalent(mutant):
                return EQUIVALENT
        except SearchTooLongError:
            pass  # nothing was proved: it counts
        return SURVIVED if self.bench.find_killer(mutant, near=False) is None else KILLED


def run_mutants(
    folder: Path, tell: Callable[[str, int, int], None], *, sample: int | None = None, seed: int = 0, jobs: int = 1
) -> Score:
    """Hold the mutants of a rulebook against its cases; `sample` takes that many of them, chosen by `seed`."""
    judge = Judge(folder)
    numbers = list(range(len(judge.mutants)))
    if sample is not None and sample < len(numbers):
        numbers = sorted(Random(seed).sample(numbers, sample))  # noqa: S311  # a sample, not a secret
    score = Score(red=judge.bench.red)
    fates = (
        _spread(folder, numbers, jobs)
        if jobs > 1
        else ((number, judge.judge(judge.mutants[number])) for number in numbers)
    )
    for done, (number, fate) in enumerate(fates, 1):
        tell("误改", done, len(numbers))
        mutant = judge.mutants[number]
        score.killed += fate == KILLED
        score.equivalent += [mutant] if fate == EQUIVALENT else []
        score.survivors += [mutant] if fate == SURVIVED else []
    return score


def _spread(folder: Path, numbers: Sequence[int], jobs: int) -> Iterator[tuple[int, str]]:
    """Judge mutants in several processes, each of which reads the rulebook once; the order stays."""
    chunks = [numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(folder,)) as pool:
        for chunk, fates in zip(chunks, pool.map(_judge_all, chunks), strict=True):
            yield from zip(chunk, fates, strict=True)


_judges: list[Judge] = []  # one in each process


def _start(folder: Path) -> None:
    _judges.append(Judge(folder))


def _judge_all(numbers: Iterable[int]) -> list[str]:
    judge = _judges[0]
    return [judge.judge(judge.mutants[number]) for number in numbers]
