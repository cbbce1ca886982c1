"""Tell which sensitive categories a title, a shop, a place, a remark or a label gives away, and why.

Pure: the same text and the same dictionary give the same findings. It must never quote the text it read.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from yunnuo.identify.sensitive.folding import fold_title
from yunnuo.identify.sensitive.matching import find_evidence
from yunnuo.identify.sensitive.shape import DECIDED, DOUBTFUL, WHERES, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from yunnuo.identify.sensitive.matching import Evidence
    from yunnuo.identify.sensitive.shape import Combination, Dictionary, Hit, Ruling

_MOST_WORDS = 4


def infer_sensitive(text: str, where: str = "goods", *, dictionary: Dictionary | None = None) -> tuple[Finding, ...]:
    """Return what a text from `where` (a key of WHERES) gives away, surest first; offsets are for `text` itself.

    Without a dictionary the shipped one is used. KeyError when `where` is unknown.
    """
    return infer_order({where: text}, dictionary=dictionary)


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
    found: dict[str, list[tuple[str, Evidence]]] = {}
    for where, text in parts.items():
        if where not in WHERES:
            raise KeyError(where)
        for evidence in find_evidence(fold_title(text), where, held):
            found.setdefault(evidence[0].category, []).append((where, evidence))
    if not found:
        return ()
    groups = {evidence[0].id for held_here in found.values() for _, evidence in held_here}
    combined = [combination for combination in held.combinations if combination.groups <= groups]
    everywhere = [piece for pieces in found.values() for piece in pieces] if combined else []
    for combination in combined:
        found.setdefault(combination.category, [])
    findings = [_judge(category, found[category], combined, everywhere, held) for category in found]
    return tuple(sorted((finding for finding in findings if finding), key=_by_confidence))


@cache
def shipped_dictionary() -> Dictionary:
    """Return the dictionary that comes with the product, read once."""
    from yunnuo.identify.sensitive.dictionary import load_dictionary

    return load_dictionary()


def _judge(
    category: str,
    pieces: Sequence[tuple[str, Evidence]],
    combined: Sequence[Combination],
    everywhere: Sequence[tuple[str, Evidence]],
    held: Dictionary,
) -> Finding | None:
    ruled = _ruling_of(category, pieces, held.rulings)
    together = [combination for combination in combined if combination.category == category]
    if together:
        joint = frozenset[str]().union(*(combination.groups for combination in together))
        pieces = [piece for piece in everywhere if piece[1][0].category == category or piece[1][0].id in joint]
    confidence = 1.0 if ruled else _weigh(category, pieces, together)
    if confidence < DOUBTFUL:
        return None
    wheres = list(dict.fromkeys(where for where, _ in pieces))
    hits = tuple(hit for where in wheres for hit in _outermost(piece[1][2] for piece in pieces if piece[0] == where))
    review = confidence < DECIDED
    about = held.categories[category]
    reason = _explain(wheres, hits, [combination.zh for combination in together], about.zh, ruled, review=review)
    return Finding(
        category, about.label, about.zh, "+".join(wheres), hits, round(confidence, 3), review, reason, about.rules,
        ruled is not None,
    )  # fmt: skip


def _weigh(category: str, pieces: Sequence[tuple[str, Evidence]], together: Sequence[Combination]) -> float:
    """Return the chance that at least one sort of evidence is right; words of one group count once, the best."""
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
    if not rulings:
        return None
    found = (rulings.get((evidence[2].word, category)) for _, evidence in pieces)
    return next((ruling for ruling in found if ruling is not None and ruling.reveals), None)


def _outermost(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the hits without those that lie inside another one."""
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
    words = "、".join(list(dict.fromkeys(f"「{hit.word}」" for hit in hits))[:_MOST_WORDS])
    groups = "、".join(list(dict.fromkeys(hit.group for hit in hits))[:_MOST_WORDS])
    places = "、".join(WHERES[where] for where in wheres)
    base = f"{places}里有{words}（{groups}），可能让人看出{zh}"
    together = f"；合在一起看：{'；'.join(joint)}" if joint else ""
    if ruled is not None:
        return f"{base}{together}；品牌已于 {ruled.on} 复核认定"
    return f"{base}{together}" + ("；把握不大，请人工复核" if review else "")


def _by_confidence(finding: Finding) -> tuple[float, str]:
    return -finding.confidence, finding.category
