"""The pages of a notice: `short` (layered, phone first), `full` (all rules), `print` (A4), `guardian`.

Self-contained HTML in Chinese, without script or anything fetched; the same document gives the same bytes. Everything
stands in one `main` element whose style reaches nothing outside it, so that a page may be embedded as it is.
"""

from __future__ import annotations

from yunnuo.flows.notice_pages.render import render_pages, split_page

__all__ = ["render_pages", "split_page"]
