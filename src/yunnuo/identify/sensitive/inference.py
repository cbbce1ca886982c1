"""Tell which sensitive categories a title, a shop, a place, a remark or a label gives away, and why.

Pure: the same text and the same dictionary give the same findings. It must never quote the text it read.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from yunnuo.identify.sensitive.folding import fold_title
from yunnuo.identify.sensitive.matching import find_evidence
from yunnuo.identify.sensitive.shape import DECIDED, DOUBTFUL, WHERES, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from yunnuo.identify.sensitive.matching import Evidence
    from yunnuo.identify.sensitive.shape import Combination, Dictionary, Hit, Ruling

_MOST_WORDS = 4
_REASONS = 4096  # reasons kept at a time


def infer_sensitive(text: str, where: str = "goods", *, dictionary: Dictionary | None = None) -> tuple[Finding, ...]:
    """Return what a text from `where` (a key of WHERES) gives away, surest first; offsets are for `text` itself.

    Without a dictionary the shipped one is used. KeyError when `where` is unknown.
    """
    held = dictionary or shipped_dictionary()
    if where not in WHERES:
        raise KeyError(where)
    evidence = find_evidence(fold_title(text), where, held)
    return _judge_evidence([(where, piece) for piece in evidence], held) if evidence else ()


def infer_many(
    texts: Iterable[str], where: str = "goods", *, dictionary: Dictionary | None = None
) -> list[tuple[Finding, ...]]:
    """Return the findings of many texts of one kind, in their order; each different text is looked at once."""
    held = dictionary or shipped_dictionary()
    known: dict[str, tuple[Finding, ...]] = {}
    found = []
    for text in texts:
        if text not in known:
            known[text] = infer_sensitive(text, where, dictionary=held)
        found.append(known[text])
    return found


def infer_order(parts: Mapping[str, str], *, dictionary: Dictionary | None = None) -> tuple[Finding, ...]:
    """Return what the texts of one order give away together: `parts` maps a key of WHERES to a text.

    Weak signs add up, and the dictionary's combinations count only here. `where` of a finding over several texts
    joins them with `+`; its hits are in the order of `parts`, each with offsets in its own text.
    """
    held = dictionary or shipped_dictionary()
    pieces = []
    for where, text in parts.items():
        if where not in WHERES:
            raise KeyError(where)
        pieces += [(where, evidence) for evidence in find_evidence(fold_title(text), where, held)]
    return _judge_evidence(pieces, held) if pieces else ()


@cache
def shipped_dictionary() -> Dictionary:
    """Return the dictionary that comes with the product, read once."""
    from yunnuo.identify.sensitive.dictionary import load_dictionary

    return load_dictionary()


def _judge_evidence(pieces: list[tuple[str, Evidence]], held: Dictionary) -> tuple[Finding, ...]:
    found: dict[str, list[tuple[str, Evidence]]] = {}
    for piece in pieces:
        found.setdefault(piece[1][0].category, []).append(piece)
    combined: list[Combination] = []
    everywhere: list[tuple[str, Evidence]] = []
    if len(pieces) > 1:  # a combination has at least two groups
        groups = {evidence[0].id for _, evidence in pieces}
        combined = [combination for combination in held.combinations if combination.groups <= groups]
    if combined:
        everywhere = [piece for held_here in found.values() for piece in held_here]
        found.update({one.category: [] for one in combined if one.category not in found})
    findings = [_judge(category, found[category], combined, everywhere, held) for category in found]
    return tuple(sorted([finding for finding in findings if finding], key=_by_confidence))


def _judge(
    category: str,
    pieces: Sequence[tuple[str, Evidence]],
    combined: Sequence[Combination],
    everywhere: Sequence[tuple[str, Evidence]],
    held: Dictionary,
) -> Finding | None:
    ruled = _ruling_of(category, pieces, held.rulings) if held.rulings else None
    together = [combination for combination in combined if combination.category == category] if combined else []
    if together:
        joint = frozenset[str]().union(*(combination.groups for combination in together))
        pieces = [piece for piece in everywhere if piece[1][0].category == category or piece[1][0].id in joint]
    confidence = 1.0 if ruled else _weigh(category, pieces, together)
    if confidence < DOUBTFUL:
        return None
    wheres = list(dict.fromkeys([where for where, _ in pieces]))
    hits: tuple[Hit, ...] = ()
    for where in wheres:
        hits += _outermost([evidence[2] for held_where, evidence in pieces if held_where == where])
    review = confidence < DECIDED
    about = held.categories[category]
    reason = _explain(wheres, hits, [combination.zh for combination in together], about.zh, ruled, review=review)
    return Finding(
        category, about.label, about.zh, "+".join(wheres), hits, round(confidence, 3), review, reason, about.rules,
        ruled is not None,
    )  # fmt: skip


def _weigh(category: str, pieces: Sequence[tuple[str, Evidence]], together: Sequence[Combination]) -> float:
    """Return the chance that at least one sort of evidence is right; words of one group count once, the best."""
    if len(pieces) == 1 and not together:
        return 1.0 - (1.0 - pieces[0][1][1])
    best: dict[str, float] = {}
    for _, (group, weight, _hit) in pieces:
        if group.category == category:
            best[group.id] = max(best.get(group.id, 0.0), weight)
    doubt = 1.0
    for weight in sorted([*best.values(), *(combination.weight for combination in together)]):
        doubt *= 1.0 - weight
    return 1.0 - doubt


def _ruling_of(
    category: str, pieces: Sequence[tuple[str, Evidence]], rulings: Mapping[tuple[str, str], Ruling]
) -> Ruling | None:
    found = (rulings.get((evidence[2].word, category)) for _, evidence in pieces)
    return next((ruling for ruling in found if ruling is not None and ruling.reveals), None)


def _outermost(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the hits without those that lie inside another one."""
    if len(hits) == 1:
        return (hits[0],)
    kept: list[Hit] = []
    reached = -1
    for hit in hits:  # they come by their start, the longer first
        if hit.end > reached:
            reached = hit.end
            kept.append(hit)
    return tuple(kept)


def _explain(
    wheres: Sequence[str], hits: Sequence[Hit], joint: Sequence[str], zh: str, ruled: Ruling | None, *, review: bool
) -> str:
    words, groups = tuple([hit.word for hit in hits]), tuple([hit.group for hit in hits])
    return _write_reason(tuple(wheres), words, groups, tuple(joint), zh, ruled.on if ruled else "", review)


@lru_cache(maxsize=_REASONS)
def _write_reason(  # all of a reason comes from the dictionary, so it may be kept
    wheres: tuple[str, ...],
    words: tuple[str, ...],
    groups: tuple[str, ...],
    joint: tuple[str, ...],
    zh: str,
    ruled_on: str,
    review: bool,  # noqa: FBT001  # a keyword would cost the cache a third of its speed
) -> str:
    told = "、".join(f"「{word}」" for word in list(dict.fromkeys(words))[:_MOST_WORDS])
    sorts = "、".join(list(dict.fromkeys(groups))[:_MOST_WORDS])
    base = f"{'、'.join(WHERES[where] for where in wheres)}里有{told}（{sorts}），可能让人看出{zh}"
    together = f"；合在一起看：{'；'.join(joint)}" if joint else ""
    if ruled_on:
        return f"{base}{together}；品牌已于 {ruled_on} 复核认定"
    return f"{base}{together}" + ("；把握不大，请人工复核" if review else "")


def _by_confidence(finding: Finding) -> tuple[float, str]:
    return -finding.confidence, finding.category
