"""The screening report: one self-contained Chinese page made from the content of `summary.json`.

It adds no number of its own that the summary does not imply, and never shows a field its schema does not name.
"""

from __future__ import annotations

from yunnuo.flows.report.render import render_report

__all__ = ["render_report"]
