"""Fill the report's template. Escaping is always on, a name the summary lacks is an error, and nothing is fetched."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import PackageLoader

from yunnuo.flows.page_templates import open_templates
from yunnuo.flows.report import figures, wording
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

SCHEMA = "yunnuo.screen.summary/1"


def render_report(summary: Mapping[str, Any]) -> str:
    """Return the whole page as HTML text for a summary of schema `yunnuo.screen.summary/1`.

    Raises ValueError for another schema and `jinja2.UndefinedError` for a summary that lacks a field of this one.
    """
    if summary["schema"] != SCHEMA:
        raise ValueError(f"not a {SCHEMA}")
    unit = wording.choose_unit(summary)
    return (
        _environment()
        .get_template("screen.html.j2")
        .render(
            s=summary,
            answer=wording.write_answer(summary),
            unit=unit,
            noun=wording.NOUNS[unit],
            remainder=figures.find_remainder(summary),
            exposures=figures.gather_exposure(summary),
            outcome_names=[(outcome.value, outcome.zh) for outcome in Outcome],
            cell_names=wording.CELLS,
            confidences=wording.CONFIDENCES,
        )
    )


@cache
def _environment() -> Environment:
    environment = open_templates(PackageLoader("yunnuo.flows.report"))
    environment.filters |= {
        "count": figures.show_count,
        "plain": figures.keep_plain,
        "kind": wording.label_kind,
        "certainty": wording.label_certainty,
        "shade": wording.shade_force,
        "moment": wording.show_moment,
        "gate": wording.label_gate,
        "confidence": wording.explain_confidence,
    }
    environment.globals |= {
        "share": figures.show_share,
        "bar": figures.draw_bar,
        "stack": figures.stack_bars,
    }
    return environment
