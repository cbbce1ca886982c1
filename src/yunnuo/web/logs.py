"""What a server writes about its own failures: the kind of error and the places it passed, never a value.

Messages of libraries may quote what somebody typed; addresses of pages and their parameters are left out too.
"""

from __future__ import annotations

import logging
from pathlib import Path


class PlaceFormatter(logging.Formatter):
    """Formats a record as logger, level and, for an error, its kind and our own files it passed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line without message, arguments or traceback."""
        error = record.exc_info[1] if record.exc_info else None
        return " ".join(filter(None, (record.levelname, record.name, _trace_places(error) if error else "")))


def _trace_places(error: BaseException) -> str:
    places, trace = [], error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if "yunnuo" in file.parts:
            places.append(f"{file.name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} {' > '.join(places[-4:])}"
