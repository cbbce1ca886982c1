"""Who is the handler: named by the user, else the only one the records know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection

    from yunnuo.terms.instant import Instant


def known_handlers() -> list[str]:
    """Return the handlers notices and statements about shops name, sorted."""
    from yunnuo.consent.models import Notice
    from yunnuo.people.models import ShopStated

    models = (Notice, ShopStated)
    return sorted({name for model in models for name in model.objects.values_list("handler", flat=True).distinct()})


def is_handler(name: str, known: Collection[str]) -> bool:
    """Return whether a name is a handler's, as far as can be told: among `known`, or in a consent, or none is known."""
    from yunnuo.consent.models import ConsentEvent

    return not known or name in known or ConsentEvent.objects.filter(handler=name).exists()


def list_lapsed() -> list[str]:
    """Return the kinds of ledgers declared complete without saying whose, when there are several handlers.

    Such a declaration counts for nobody then.
    """
    from yunnuo.consent.models import Declaration

    if len(known_handlers()) < 2:  # noqa: PLR2004  # one is not several
        return []
    return sorted(set(Declaration.objects.filter(handler="").values_list("record", flat=True)))


def choose_handler(name: str | None) -> str:
    """Return the handler's name; raise InputError when it is not given and the notices do not settle it.

    A name that no notice, consent or statement about a shop gives is refused: it would find nobody's consent, and say
    so of all.
    """
    known = known_handlers()
    if name:
        if is_handler(name, known):
            return name
        raise InputError(
            "screen.handler",
            "没有这个个人信息处理者",
            why="告知、同意和店铺说明里都没有它",
            todo=f"从这些里选：{'、'.join(known)}",
        )
    if len(known) == 1:
        return known[0]
    why = "还没有发布过告知" if not known else f"告知和店铺说明里有 {len(known)} 个处理者"
    raise InputError("screen.handler", "没有说明谁是个人信息处理者", why=why, todo="用 --handler 写明名称")


def list_handlers(individual: int, *, now: Instant) -> list[str]:
    """Return which handlers an individual would ask about: whom they agreed with, whose shops they know, the present.

    The present one is that of the latest notice published by `now`. A handler without a notice here is somebody else;
    without any notice at all, whoever the individual agreed with, or else a handler without a name.
    """
    from yunnuo.consent.models import ConsentEvent, Notice
    from yunnuo.flows.shop_statements import list_shops

    notices = Notice.objects.filter(published_at__lte=now).order_by("-published_at", "-seq")
    ours = list(dict.fromkeys(notices.values_list("handler", flat=True)))
    events = ConsentEvent.objects.filter(individual=individual).exclude(handler="").order_by("at", "seq")
    agreed = list(dict.fromkeys(events.values_list("handler", flat=True)))
    met = list_shops(now=now, individual=individual) if len(ours) > 1 else {}
    dealt = (term.handler for terms in met.values() for term in terms)
    return list(dict.fromkeys([*(name for name in (*agreed, *dealt) if name in ours), *ours[:1]])) or agreed or [""]
