"""Recording whose a shop is, as the user states it, and listing what is known of each shop on record.

A statement is an entry of the ledger and is never changed; a later one about the same shop and day replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from yunnuo.consent.models import Notice
from yunnuo.flows.errors import refuse_personal, resolve_word
from yunnuo.flows.shops import ShopStatement, ShopTerm, settle_shops
from yunnuo.ledger.journal import append_entries
from yunnuo.people.keys import fold_shop
from yunnuo.people.models import Origin, ShopStated
from yunnuo.terms.errors import InputError
from yunnuo.terms.instant import legal_day, parse_instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.instant import Instant

ENTRY: Final = "people.shop"


@dataclass(frozen=True, slots=True)
class ShopWords:
    """What a user says of a shop: whose it is, since which day (empty: always), and in which role they say so."""

    handler: str
    platform: str = ""
    shop: str = ""
    since: str = ""
    declared_by: str = ""


def state_shop(stated: ShopWords, vocabulary: Vocabulary, *, now: Instant) -> bool:
    """Record whose a shop is; return False when the same was stated before and nothing else since.

    A later statement about the same shop and day replaces an earlier one. Raises InputError with nothing written for
    an unknown platform, a shop without its platform, a day that does not exist or lies ahead, or personal information
    among the words.
    """
    row = _read_statement(stated, vocabulary, now)
    with transaction.atomic():
        same = ShopStated.objects.filter(platform=row.platform, shop=row.shop, since=row.since)
        held = same.order_by("-seq").first()
        if held is not None and held.handler == row.handler:
            return False
        told = {**row._asdict(), "declared_by": stated.declared_by}
        (number,) = append_entries(ENTRY, [told], at=now)
        ShopStated.objects.create(**told, at=now, seq=number)
    return True


def _read_statement(stated: ShopWords, vocabulary: Vocabulary, now: Instant) -> ShopStatement:
    def fault(why: str, todo: str) -> InputError:
        return InputError("people.shop", "店铺说明有误", why=why, todo=todo)

    handler, shop = stated.handler.strip(), fold_shop(stated.shop)
    if not handler:
        raise fault("没有写处理者的名称", "用 --handler 写明，和告知里的名称一致")
    if shop and not stated.platform:
        raise fault("写了店铺，没有写平台", "加上 --platform")
    for what, word in (("处理者的名称", handler), ("谁说明的", stated.declared_by), ("店铺", stated.shop)):
        refuse_personal(what, word)
    platform = resolve_word(vocabulary, "platforms", "平台", stated.platform) if stated.platform else ""
    try:
        since = parse_instant(stated.since) if stated.since else 0
    except ValueError:
        raise fault("--since 不是存在的日期", "写成 YYYY-MM-DD") from None
    if since > now:
        raise fault("--since 在将来", "到那一天再说明") from None
    return ShopStatement(platform, shop, handler, since)


def list_shops(*, now: Instant, individual: int | None = None) -> dict[tuple[str, str], list[ShopTerm]]:
    """Return each (platform, shop) somebody was met in, and whose it was since when; an empty list is unknown.

    Of an individual known by number: only the shops they were met in.
    """
    met = Origin.objects.exclude(platform="").order_by("platform", "shop")
    if individual is not None:
        met = met.filter(individual=individual)
    shops = list(met.values_list("platform", "shop").distinct())
    stated = ShopStated.objects.order_by("seq").values_list("platform", "shop", "handler", "since")
    told = Notice.objects.filter(published_at__lte=now).values_list("handler", flat=True).distinct()
    terms = list(settle_shops(shops, [ShopStatement(*row) for row in stated], list(told)))
    return {shop: [term for term in terms if term[:2] == shop] for shop in shops}


def tell_terms(terms: Sequence[ShopTerm]) -> str:
    """Return in words whose a shop is."""
    if not terms:
        return "不知道是哪个处理者的"
    return "；".join(f"{_tell_since(term.since)}{term.handler}" for term in terms)


def _tell_since(since: Instant) -> str:
    return f"{legal_day(since)} 起 " if since else ""


def list_notice_handlers() -> list[str]:
    """Return the handlers the published notices name."""
    return sorted(set(Notice.objects.values_list("handler", flat=True)))
