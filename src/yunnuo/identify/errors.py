"""What can be wrong with a file, each an InputError, said once and in one shape; no message may quote a cell.

├── identify.missing      no such file, or a folder
├── identify.changed      somebody wrote to it while it was read
├── identify.empty        no bytes, or no data row below the header
├── identify.binary       not a table at all
├── identify.encoding     neither UTF-8 nor GB18030
├── identify.header       the header row is missing, or stands twice
├── identify.layout       too few headers, no layout fits, two platforms fit, or the named layout does not
├── identify.mapping      the user's mapping file is wrong
├── identify.quotes       a quotation mark without its partner
├── identify.ragged       a row with more or fewer cells than the header
├── identify.goods        a goods dictionary with an unknown key, word or weight, or an expression without bound
├── identify.rulings      a file of the brand's decisions on words is wrong
├── identify.page         the report cannot be written where it should stand
├── identify.texts        a line of a texts file is no JSON object with a text, or nothing was given to look at
├── identify.frame        an object of Python that is no table, or holds what nobody can read
├── identify.recognizer   a brand's own recogniser has a pattern or an example that cannot be right
├── identify.workbook     a workbook that is damaged, locked or dangerously compressed
└── identify.unreadable   DuckDB refused the file for a reason none of the above names
"""

from __future__ import annotations

from yunnuo.terms.errors import InputError, Place


def refuse(code: str, what: str, place: Place | str, *, why: str = "", todo: str = "") -> InputError:
    """Return the error `identify.<code>` at `place` (a file name or a full place) for the caller to raise."""
    where = Place(file=place) if isinstance(place, str) else place
    return InputError(f"identify.{code}", what, where=where, why=why, todo=todo)
