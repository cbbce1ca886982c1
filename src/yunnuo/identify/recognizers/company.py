"""Names of companies and offices, so that they are not taken for persons. Not personal.

It must never cover a person's name that only stands before a company's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.identify.folding import Folded

KIND: Final = "company"
EXAMPLE: Final = "杭州样例商贸有限公司"
SOURCE: Final = "企业名称登记管理规定: region, name, trade, form; the forms listed here"
LIMITS: Final = "Only names that end in a registered form. Not personal, so nothing is masked."
FEWEST: Final = 0
CUES: Final = ("公司", "事务所", "合作社", "经营部", "商行", "集团", "工作室", "个体户", "厂")

_FORM: Final = (
    r"(?:股份有限公司|有限责任公司|有限公司|分公司|集团公司|公司|事务所|合作社|经营部|商行|工作室|集团"
    r"|(?:制造|加工|机械|服装|食品|五金|塑料|家具)厂)"
)
_FINDER: Final = re.compile(rf"([\u4e00-\u9fff（）()A-Za-z]{{2,14}}?{_FORM})")
_STARTS: Final = re.compile(r"(?:抬头|单位|公司名称?|名称|开给|开|寄到|送到|发到|是|在|到|给|我们?|你们?|贵)[是为:：]?")
_OWN: Final = re.compile(r"(?:你们?|我们?|他们?|贵|本|该|这|那|快递|物流|保险)[^有]{0,4}(?:公司|集团)$")


def compact(text: str) -> str:
    """Return the name without blanks around it."""
    return text.strip()


def is_valid(text: str) -> bool:
    """Return whether the whole text is the name of a company."""
    return bool(_FINDER.fullmatch(text.strip())) and not _OWN.search(text.strip())


def mask(text: str) -> str:
    """Return the text as it is: names of companies are published."""
    return text


def find(text: Folded) -> Iterator[Span]:
    """Yield names of companies."""
    for match in _FINDER.finditer(text.text):
        start, end = match.span(1)
        start = max((head.end() for head in _STARTS.finditer(text.text, start, end - 2)), default=start)
        if end - start > len("有限公司") and not _OWN.search(text.text[start:end]):
            yield Span(start, end, KIND, "registered", 0.96)
