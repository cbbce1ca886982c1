"""Lines that tell a score of spans; counts and shares only, never a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.demo.span_scores import Score


def print_score(score: Score) -> Iterator[str]:
    """Yield strict F1, precision, recall and F1 by characters of each label, recall by form, and traps hit."""
    yield f"   {'标签':<12}{'F1':>7}{'准确':>7}{'召回':>7}{'按字':>7}{'漏':>7}{'错':>7}"
    for label, tally in sorted(score.labels.items()):
        figures = (tally.strict_f1(), tally.precision(), tally.recall(), tally.char_f1())
        yield f"   {label:<14}" + "".join(f"{one:>8.3f}" for one in figures) + f"{tally.missed:>8}{tally.wrong:>8}"
        forms = {form: counts for (of, form), counts in sorted(score.forms.items()) if of == label and form}
        if forms:
            yield "      " + "  ".join(f"{form} {hit}/{all_}" for form, (hit, all_) in forms.items())
    for kind, (hit, all_) in sorted(score.traps.items()):
        by = "、".join(f"{label} {count}" for (of, label), count in sorted(score.trap_alarms.items()) if of == kind)
        yield f"   陷阱 {kind:<14}{hit}/{all_}（{hit / all_:.1%}） {by}"


def print_alarms(score: Score) -> Iterator[str]:
    """Yield the false alarms of each label for each 1,000 texts."""
    parts = [f"{label} {score.per_thousand(label):.1f}" for label in sorted(score.alarms)]
    yield "   每千条误报：" + ("、".join(parts) or "无")
