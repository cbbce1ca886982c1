"""Numbers that are nobody's: prices, days, versions, batches, item codes, certificates, time stamps.

They are found so that no recogniser takes them or a part of them for something personal; text.py leaves them out of
its answer. It must never cover a number that a word calls a phone, an identity or an account.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from yunnuo.identify.folding import Folded, fold_text
from yunnuo.identify.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = "decoy"
EXAMPLE: Final = "货号XK-13819741337"
SOURCE: Final = "Words before item codes, batches, prices, certificates and stamps in shop texts"
LIMITS: Final = "Not personal; nothing is masked."
FEWEST: Final = 5
CUES: Final = ()

_WORDS: Final = (
    r"(?:货号|款号|型号|批号|批次号?|编码|条形?码|物料|料号|流水号?|时间戳|税号|信用代码|发票号码?|发票代码|序列号"
    r"|备案号?|许可证号?|注册证号?|准字|械注准|食注字|妆特字|妆字|批准文号|优惠[券码]|券码|兑换码|激活码|提货码|取件码|验证码|防伪码|商品id"
    r"|宝贝id|链接id|版本号?|固件|仓库位|库位|货架|桩号|户号|合同号|图号|标准号|执行标准|邮编|工单号?|用户编号|会员编号|色号|工号|员工号|序号|桌号"
    # Not inside another word, nor where the number of an order is told.
    r"|(?:^|[^a-z])(?:sn码?|sku|icp备|isbn|ean)|(?:^|[^单])编号)"
)
_TOLD: Final = re.compile(
    rf"{_WORDS}(?:是|为|填)?[ :：=#]{{0,3}}([A-Za-z]{{0,6}}[-./ ]?[0-9][0-9A-Za-z./-]{{3,40}})", re.ASCII
)
# A company's unified social credit code (GB 32100): it is not personal, and longer than what it could be taken for.
_CREDIT: Final = re.compile(r"\b([159NY][1-39][0-9]{6}[0-9A-HJ-NP-RT-UW-Y]{9}[0-9A-HJ-NP-RT-UW-Y])\b", re.ASCII)
_CODES: Final = re.compile(r"\b([A-Za-z]{1,5}[-_/][0-9]{3,14}(?:-[0-9]{1,8})?)\b", re.ASCII)
_PRICE: Final = re.compile(
    r"([¥￥$] ?[0-9][0-9,]{0,14}(?:\.[0-9]{1,4})?)|\b([0-9]{1,14}(?:\.[0-9]{1,4})? ?(?:元|块|rmb|RMB))", re.ASCII
)
_TELLS: Final = re.compile(r"(?:tel|phone|mobile|mob|hp|vx|wx|wechat|no|qq|[vtmq])[-_/]", re.IGNORECASE)
# What a text must have before the patterns above are worth trying; each begins with few signs, so a look is quick.
_HAS_WORD: Final = re.compile(
    "货号|款号|型号|批[号次]|编码|条形|条码|物料|料号|流水号|时间戳|税号|信用代码|发票[号代]|序列号|备案|许可证|注册证|准字|械注准"
    "|食注字|妆特字|妆字|批准文号|优惠|券码|兑换码|激活码|提货码|取件码|验证码|防伪码|商品id|宝贝id|链接id|版本|固件|仓库位|库位|货架|桩号"
    "|户号|合同号|图号|标准号|执行标准|邮编|工单|用户编号|会员编号|色号|工号|员工号|序号|桌号|sn|sku|icp备|isbn|ean|编号"
)
_HAS_CODE: Final = re.compile(r"[a-z][-_/][0-9]{3}")
_HAS_LATIN: Final = re.compile(r"[a-z]")
_HAS_CURRENCY: Final = re.compile("[元块¥￥$]")
_CREDIT_DIGITS: Final = 8


def compact(text: str) -> str:
    """Return the text half-width."""
    return fold_text(text)


def is_valid(text: str) -> bool:
    """Return whether the whole text is a price or a code of goods."""
    folded = fold_text(text.strip())
    return bool(_TOLD.fullmatch(folded) or _CODES.fullmatch(folded) or _PRICE.fullmatch(folded))


def mask(text: str) -> str:
    """Return the text as it is."""
    return text


def find(text: Folded) -> Iterator[Span]:
    """Yield numbers that are nobody's."""
    folded = text.text
    for match in _TOLD.finditer(text.low) if _HAS_WORD.search(text.low) else ():
        yield Span(match.start(1), match.end(1), KIND, "told", 0.975)
    if _HAS_LATIN.search(text.low):
        yield from _find_codes(text)
    if _HAS_CURRENCY.search(folded):
        for match in _PRICE.finditer(folded):
            yield Span(match.start(), match.end(), KIND, "price", 0.95)


def _find_codes(text: Folded) -> Iterator[Span]:
    folded = text.text
    for match in _CODES.finditer(folded) if _HAS_CODE.search(text.low) else ():
        if not _TELLS.match(match.group(1)):
            yield Span(match.start(1), match.end(1), KIND, "code", 0.942)
    if text.count >= _CREDIT_DIGITS:
        for match in _CREDIT.finditer(folded):
            if not match.group(1)[:-1].isdigit():
                yield Span(match.start(1), match.end(1), KIND, "credit", 0.943)
