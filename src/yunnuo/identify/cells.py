"""How a platform handed a value over: plain, masked, ciphertext, virtual number or empty.

One set of regular expressions serves Python (one cell) and DuckDB (whole columns); both must give the same answer.
The expressions stay inside what RE2 and `re` share and have no look-around, so no cell can make them slow.
This module must never put a cell's value into a message.
"""

from __future__ import annotations

import re
from typing import Final

from yunnuo.terms.outcomes import CellClass

BLANKS: Final = " \t\r\n\x0b\x0c\x00\xa0\u3000\ufeff\u200b"
_BLANKS: Final = BLANKS.replace("\x00", r"\x00")  # in a pattern for DuckDB, which takes no such sign
# Excel guards around long numbers: TAB, ="…", a leading apostrophe. A trailing = stays: base64 ends with it.
_GUARDS: Final = rf"""^[{_BLANKS}='"]+|[{_BLANKS}'"]+$"""
_NULLS: Final = ("null", "NULL", "Null")
EMPTY_WORDS: Final = ("-", "--", *_NULLS, "无", "\\N", "None", "#N/A", "N/A")
_NULL: Final = f"(?:{'|'.join(_NULLS)})"
# Nothing at all, one of the words, or several nulls in a row.
EMPTY: Final = "|".join(["", *map(re.escape, EMPTY_WORDS), f"{_NULL}(?:;{_NULL})*"])
_EMPTY_FINDER: Final = re.compile(EMPTY)

# Full-width and look-alike characters people and platforms use in numbers and masks.
_FOLD_FROM: Final = "０１２３４５６７８９＋－—＊●•×，\u3000\xa0（）"
_FOLD_TO: Final = "0123456789+--****,  ()"
_FOLD: Final = str.maketrans(_FOLD_FROM, _FOLD_TO)

_PREFIX: Final = r"(?:(?:\(?\+?86\)?|0086)[- ]?)?"
MOBILE: Final = _PREFIX + r"(1[3-9][0-9])[- ]?([0-9]{4})[- ]?([0-9]{4})(?:\.0+)?"
VIRTUAL: Final = _PREFIX + r"(1[0-9]{10})(?:[-, ]|转|分机)?([0-9]{3,4})"
_QUICK_MOBILE: Final = "1[3-9][0-9]{9}"
_MASKED_PHONE: Final = r"[0-9_+() -]*(?:\*|[xX]{2})[0-9_*xX+(), -]*"
_MASKED_ANY: Final = r"(?s:.*\*.*)"
_MASKED_TEXT: Final = r"[* ]*\*[* ]*"
_EMAIL: Final = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"

_BODY: Final = r"[A-Za-z0-9+/_*&=-]+"
_MARKED: Final = "|".join(f"{m}{_BODY}{m}(?:{_BODY}{m})?[0-9]{{1,2}}{m}{m}?" for m in (r"\$", "~", "#"))
_JD_CIPHER: Final = r"AAS[A-Za-z0-9+/=_-]{16,}|[0-9a-f]{70}|[0-9A-F]{70}"
CIPHER: Final = rf"(?s:##.*|\$\$.*)|{_MARKED}|{_JD_CIPHER}"
CIPHER_PATTERN: Final = re.compile(CIPHER)
CIPHER_MAKERS: Final = (
    ("douyin", r"(?s:##.*|\$\$.*)"),
    ("kuaishou", r"[~$#](?:[A-Za-z0-9+/_*&=-]*[~$#])?Ci1tZXJjaGFudC5vcGVuLnNlY3JldC5rZXkua3M.*"),
    ("pdd", r"[~$#](?:[A-Za-z0-9+/_*&=-]*[~$#])?(?:AgAAAA|AAAAAA).*"),
    ("jd", _JD_CIPHER),
)
CIPHER_SIGNS: Final = {"##": "douyin", "$$": "douyin"}  # what begins so is ciphertext, whatever follows

# For engines that look at whole columns: signs and words from which a cell needs a closer look.
FRONT: Final = BLANKS + "='\""  # Excel guards, as in `_GUARDS`
BACK: Final = BLANKS + "'\""
FOLDED_SIGNS: Final = _FOLD_FROM
FOLDED: Final = f"[{_FOLD_FROM}]"
STARS: Final = "*＊●•×"
QUICK_MOBILE: Final = f"^{_QUICK_MOBILE}$"

# The mask grammar of each kind of cell; everything else about the classes is the same for all kinds.
MASKS: Final = {
    "phone": _MASKED_PHONE,
    "name": _MASKED_ANY,
    "address": _MASKED_ANY,
    "account": _MASKED_ANY,
    "email": _MASKED_ANY,
    "text": _MASKED_TEXT,
}


# The same for cells already folded, where one sign tells.
QUICK_MASKS: Final = {kind: r"\*" for kind, pattern in MASKS.items() if pattern == _MASKED_ANY}


def clean_cell(text: str) -> str:
    """Return the cell without blanks and Excel guards around it; `` for every way a platform writes "nothing"."""
    bare = text.lstrip(FRONT).rstrip(BACK)
    return "" if _EMPTY_FINDER.fullmatch(bare) else bare


def fold_cell(text: str) -> str:
    """Return the text with full-width digits and look-alike mask characters folded, one character for one."""
    return text.translate(_FOLD)


def classify_cell(kind: str, text: str) -> CellClass:
    """Return the class of one cell of a column of `kind` (a key of `MASKS`).

    In free text (`text`) stars inside a sentence mask nothing.
    """
    bare = clean_cell(text)
    if not bare:
        return CellClass.EMPTY
    if re.fullmatch(CIPHER, bare):
        return CellClass.CIPHERTEXT
    folded = bare.translate(_FOLD)
    if re.fullmatch(MASKS[kind], folded):
        return CellClass.MASKED
    if kind == "phone" and re.fullmatch(VIRTUAL, folded):
        return CellClass.VIRTUAL_NUMBER
    return CellClass.PLAIN


def normalise_phone(text: str) -> str | None:
    """Return E.164 `+86…` of a plain mainland mobile number, `main-ext` of a virtual one, else None.

    Mainland mobile numbers are `1[3-9]` and nine digits (工信部码号规划). Landlines give None: a household shares one,
    so it is no key of a person. A number that lost digits to scientific notation gives None too.
    """
    folded = clean_cell(text).translate(_FOLD)
    if match := re.fullmatch(MOBILE, folded):
        return "+86" + "".join(match.groups())
    if match := re.fullmatch(VIRTUAL, folded):
        return "-".join(match.groups())
    return None


def which_cipher(text: str) -> str | None:
    """Return the id of the platform whose encryption made the cell; None when it is no ciphertext or is ambiguous."""
    bare = clean_cell(text)
    if not re.fullmatch(CIPHER, bare):
        return None
    return next((maker for maker, pattern in CIPHER_MAKERS if re.fullmatch(pattern, bare)), None)


def quote_sql(text: str) -> str:
    """Return `text` as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def clean_sql(column: str) -> str:
    """Return the DuckDB expression of `clean_cell`, NULL for empty."""
    # One global replacement is several times faster than trimming a set that holds characters beyond ASCII.
    bare = f"regexp_replace({column}, {quote_sql(_GUARDS)}, '', 'g')"
    return f"CASE WHEN {_match(bare, EMPTY)} THEN NULL ELSE {bare} END"


def class_sql(kind: str, bare: str) -> str:
    """Return the DuckDB expression of `classify_cell` over a column already cleaned by `clean_sql`."""
    folded = fold_sql(bare)
    quick = virtual = ""
    if kind == "phone":
        # A plain mobile number is by far the most frequent phone; telling it first saves three expressions a row.
        quick = f"WHEN {_match(bare, _QUICK_MOBILE)} THEN 'plain' "
        virtual = f"WHEN {_match(folded, VIRTUAL)} THEN 'virtual_number' "
    return (
        f"CASE WHEN {bare} IS NULL THEN 'empty' {quick}WHEN {_match(bare, CIPHER)} THEN 'ciphertext' "
        f"WHEN {_match(folded, MASKS[kind])} THEN 'masked' {virtual}ELSE 'plain' END"
    )


def phone_class_sql(bare: str) -> str:
    """Return the DuckDB expression of `classify_cell` over a cleaned column of phones."""
    return class_sql("phone", bare)


def phone_sql(bare: str) -> str:
    """Return the DuckDB expression of `normalise_phone` over a cleaned column."""
    folded = fold_sql(bare)
    mobile = _replace(folded, MOBILE, r"+86\1\2\3")
    virtual = _replace(folded, VIRTUAL, r"\1-\2")
    return (
        f"CASE WHEN {_match(bare, _QUICK_MOBILE)} THEN '+86' || {bare} "
        f"WHEN {_match(folded, MOBILE)} THEN {mobile} WHEN {_match(folded, VIRTUAL)} THEN {virtual} END"
    )


def plain_sql(kind: str, bare: str) -> str:
    """Return a cleaned column where it is plain, else NULL."""
    folded = fold_sql(bare)
    return f"CASE WHEN NOT {_match(bare, CIPHER)} AND NOT {_match(folded, MASKS[kind])} THEN {bare} END"


def email_sql(bare: str) -> str:
    """Return the lower-case e-mail address of a cleaned column, NULL when it is none."""
    return f"CASE WHEN {_match(bare, _EMAIL)} THEN lower({bare}) END"


def fold_sql(column: str) -> str:
    """Return the DuckDB expression that folds full-width digits and look-alike mask characters."""
    folded = f"translate({column}, {quote_sql(_FOLD_FROM)}, {quote_sql(_FOLD_TO)})"
    return f"CASE WHEN regexp_matches({column}, {quote_sql(f'[{_FOLD_FROM}]')}) THEN {folded} ELSE {column} END"


def _match(column: str, pattern: str) -> str:
    return f"regexp_full_match({column}, {quote_sql(pattern)})"


def _replace(column: str, pattern: str, result: str) -> str:
    return f"regexp_replace({column}, {quote_sql('^' + pattern + '$')}, {quote_sql(result)})"
