"""The identification report: one self-contained Chinese page for the registers of one or more files.

It shows what the registers hold, never a cell that is not masked, fetches nothing and needs no script.
"""

from __future__ import annotations

from yunnuo.flows.identifying_pages.render import render_page, write_page

__all__ = ["render_page", "write_page"]
