"""What is ordered when cards are printed: checked word by word, then pinned to a published notice.

Nothing personal may stand on a card or in its batch: what looks like a number or an address of somebody is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.db.models import Q

from yunnuo.consent.documents import load_document
from yunnuo.consent.models import CardBatch, Notice
from yunnuo.flows.card_gates import find_orders, list_sellers
from yunnuo.flows.card_sheet.content import check_colour
from yunnuo.flows.errors import refuse_personal, resolve_word
from yunnuo.flows.notice_versions import open_notice, open_shown
from yunnuo.flows.offers import list_offers, list_pairs
from yunnuo.terms.errors import InputError, RefusedError
from yunnuo.terms.instant import legal_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.consent.documents import NoticeDocument
    from yunnuo.rulebook.book import Book
    from yunnuo.terms.instant import Instant

TOUCHPOINT: Final = "parcel_card"
COLOUR: Final = "#1F6F54"
MOST: Final = 10_000_000
REASON_LENGTH: Final = 200
_BATCH: Final = re.compile(r"[\w.\-]{1,24}")
_LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class CardOrder:
    """What is to be printed; words as a person writes them. Empty `purposes` or `channels` = all the notice offers."""

    version: str
    batch: str
    shop: str
    platform: str
    count: int
    base_url: str
    purposes: Sequence[str] = ()
    channels: Sequence[str] = ()
    colour: str = COLOUR
    per_page: int | None = None
    despite: str = ""


@dataclass(frozen=True, slots=True)
class Newer:
    """A later published version of the same handler's notice; `cards`: whether parcel cards may lead to it."""

    version: str
    published_at: Instant
    cards: bool


def find_newer(version: str, now: Instant) -> Newer | None:
    """Return the latest version of the same handler published after this one; one made for cards before any other.

    None when there is none, or no such version.
    """
    held = Notice.objects.filter(version=version).first()
    if held is None:
        return None
    since = Q(published_at__gt=held.published_at) | Q(published_at=held.published_at, seq__gt=held.seq)
    later = Notice.objects.filter(since, handler=held.handler, published_at__lte=now)
    found = [Newer(item.version, item.published_at, _is_for_cards(item)) for item in later.order_by("published_at")]
    return max(found, key=lambda item: (item.cards, item.published_at), default=None)


def find_version(batch: str) -> str:
    """Return the version a batch is pinned to; empty when there is no such batch."""
    return CardBatch.objects.filter(batch=batch).values_list("version", flat=True).first() or ""


def tell_newer(version: str, newer: Newer | None, *, again: bool) -> str:
    """Return the warning for cards of a version that has a later one; empty when it has none."""
    if newer is None:
        return ""
    way = "要用新版，就不要重印，另印一批" if again else f"要用新版，把版本写成 {newer.version} 再印"
    hint = way if newer.cards else "新版没有写包裹卡这个触点，卡片不能指向它"
    told = f"注意：告知 {version} 之后，同一个处理者又在 {legal_day(newer.published_at)} 发布了 {newer.version}。"
    return f"{told}印出来的卡一直指向 {version}；{hint}。"


def _is_for_cards(notice: Notice) -> bool:
    return bool(notice.document) and TOUCHPOINT in load_document(notice.document).touchpoints


def check_order(order: CardOrder) -> None:
    """Raise InputError for what can be refused without looking anything up."""
    if not _BATCH.fullmatch(order.batch):
        raise InputError("card.batch", "选项 --batch 不能用", todo="写 1 到 24 个汉字、字母、数字、点或横线")
    if not order.shop.strip() or not order.shop.isprintable():
        raise InputError("card.shop", "选项 --shop 是空的或有不能印的字符", todo="写店铺名")
    refuse_personal("批次、店铺、理由", order.batch, order.shop, order.despite)
    check_count(order.count)
    check_length("--despite", order.despite)
    check_colour(order.colour)
    clean_base(order.base_url)


def check_count(count: int) -> None:
    """Raise InputError for a run of no cards or of too many."""
    if not 1 <= count <= MOST:
        raise InputError("card.count", "选项 --count 不能用", todo=f"写 1 到 {MOST:,}")


def check_length(option: str, reason: str) -> None:
    """Raise InputError for a reason that is too long to be kept."""
    if len(reason) > REASON_LENGTH:
        raise InputError("card.reason", f"{option} 的理由超过 {REASON_LENGTH} 字", todo="写短一些")


def check_batch_free(batch: str) -> None:
    """Raise InputError when a batch of that name was printed before."""
    if CardBatch.objects.filter(batch=batch).exists():
        raise InputError(
            "card.batch_taken",
            "这个批次印过了",
            why="一个批次只对应一次印刷",
            todo="换一个批次名；丢了、印坏了要再印同一批，用 yunnuo notice reprint",
        )


def clean_base(text: str) -> str:
    """Return the address in front of `/q/`; raise InputError when it is none, or is not encrypted."""
    parts = urlsplit(text)
    whole = bool(parts.netloc) and not (parts.query or parts.fragment or parts.username or parts.password)
    name = parts.netloc.partition(":")[0] if not parts.netloc.startswith("[") else "[::1]"
    safe = parts.scheme == "https" or (parts.scheme == "http" and name in _LOCAL)
    if not (whole and safe and text.isascii() and text.isprintable() and " " not in text):
        raise InputError(
            "card.base_url",
            "选项 --base-url 不能印成二维码",
            why="要用 https 的网址，不带参数和用户名",
            todo="写成 https://域名 的样子（本机试用可以写 http://127.0.0.1:端口）",
        )
    return text.rstrip("/")


def pin_batch(order: CardOrder, book: Book, now: Instant) -> tuple[NoticeDocument, CardBatch]:
    """Return the published document and the batch's row, not yet stored.

    Raises InputError or RefusedError when the notice cannot be told by a card, or a word is unknown.
    """
    document = open_document(order.version, now)
    check_batch_free(order.batch)
    vocabulary = book.vocabulary
    platform = resolve_word(vocabulary, "platforms", "平台", order.platform)
    if not find_orders(vocabulary, platform):
        todo = f"写包裹是从哪里卖出的，从这些里选：{'、'.join(list_sellers(vocabulary))}"
        raise InputError("card.platform", "这个平台没有订单，也就没有包裹", todo=todo)
    purposes = {resolve_word(vocabulary, "purposes", "目的", word) for word in order.purposes}
    channels = {resolve_word(vocabulary, "channels", "渠道", word) for word in order.channels}
    offers = list_offers(document, purposes=purposes, channels=channels)
    pairs = list_pairs(offer for offer in offers if not offer.apart)
    if not pairs:
        todo = "核对 --purpose、--channel，和告知里以同意为基础的目的"
        raise InputError("card.nothing", "这张卡上没有可以征求同意的事项", todo=todo)
    row = CardBatch(
        batch=order.batch,
        version=order.version,
        handler=document.handler.name,
        platform=platform,
        shop=order.shop.strip(),
        purposes=";".join(dict.fromkeys(purpose for purpose, _ in pairs)),
        channels=";".join(dict.fromkeys(channel for _, channel in pairs)),
        printed=order.count,
        at=now,
    )
    return document, row


def open_document(version: str, now: Instant) -> NoticeDocument:
    """Return the document of a notice whose cards may be printed; raise InputError or RefusedError for any other."""
    notice = open_notice(version)
    if notice.published_at > now:
        raise InputError("card.notice", "这个告知版本还没有到发布的时间", todo="等到了再印，或者换一个已发布的版本")
    document = open_shown(notice)
    if TOUCHPOINT not in document.touchpoints:
        todo = "在 touchpoints 里写上包裹卡，发布新版本"
        raise RefusedError("card.touchpoint", "这个告知版本不是为包裹卡写的", todo=todo)
    return document
