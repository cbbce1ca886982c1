"""What the preference centre says of an agreement that is recorded but does not count, or not yet; never hides one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext as _

from yunnuo.flows.handlers import list_handlers
from yunnuo.terms.outcomes import Outcome
from yunnuo.web.people.doors import guest_of
from yunnuo.web.people.wording import choose_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yunnuo.flows.standing import Standing
    from yunnuo.flows.worth import Worth
    from yunnuo.web.asked import Asked


class Doubt(NamedTuple):
    """What is said beside an agreement: another word for its state, a sentence, and reasons."""

    void: bool = False
    word: str = ""
    note: str = ""
    why: tuple[str, ...] = ()


SOUND: Final = Doubt()


def weigh_rows(request: Asked, standings: Sequence[Standing]) -> dict[Standing, Doubt]:
    """Return what is to be said of each agreement that stands.

    What names recipients or categories of its own is another act than contacting somebody; whether it counts is not
    asked here, and that is said.
    """
    individual = guest_of(request).individual
    given = [item for item in standings if item.state == "given"]
    held = [item for item in given if not (item.recipients or item.categories)]
    told = {item: Doubt(note=tell_unweighed()) for item in given if item not in held}
    if individual is None or not held:
        return told
    ours = list_handlers(individual, now=request.now)
    for handler in ours:
        mine = [item for item in held if (item.handler if item.handler in ours else ours[0]) == handler]
        worths = _weigh(request, individual, mine, handler)
        told |= {item: _tell_doubt(item, worths.get((item.purpose, item.channel))) for item in mine}
    return told


def tell_unweighed() -> str:
    """Return what is said of an agreement whose worth today is not asked: that it was made, not that it counts."""
    return _("这里只说明您作出过这样的同意；今天算不算数，这一页没有逐项判断。")


def _weigh(
    request: Asked, individual: int, standings: Sequence[Standing], handler: str
) -> dict[tuple[str, str], Worth]:
    from yunnuo.flows.worth import weigh_agreements  # brings the column engine along

    pairs = [(item.purpose, item.channel) for item in standings]
    desk = request.desk
    return weigh_agreements(
        desk.workspace,
        desk.book,
        individual,
        pairs,
        handler=handler,
        now=request.now,
        language=choose_language(),
    )


def _tell_doubt(item: Standing, worth: Worth | None) -> Doubt:
    if worth is None or worth.outcome is Outcome.PERMITTED:
        return SOUND
    if worth.outcome is None:
        return Doubt(note=_("没有保存这个渠道要用的联系方式，按记录联系不到您。"))
    if worth.outcome is Outcome.UNDETERMINED:
        note = _("能不能据此联系您还没有弄清；弄清之前，不应当联系。还要弄清：")
        return Doubt(note=note, why=worth.why)
    if not worth.void:
        return Doubt(note=_("这还在记录里，但现在不可以这样联系您："), why=worth.why)
    return _tell_void(item, worth)


def _tell_void(item: Standing, worth: Worth) -> Doubt:
    """Return what is said of an agreement that does not count; why not, as exactly as is known."""
    if item.kind == "request":
        return Doubt(void=True, note=_("您主动要求过，但没有查到您对这件事的同意，我们不可以据此联系您。"))
    word = _("不作数")
    if worth.why:
        note = _("有这份同意的记录，但是不能作数，我们不可以据此联系您：")
        return Doubt(void=True, word=word, note=note, why=worth.why)
    note = _("这份同意没有把这样的联系完整包括进去，我们不可以据此联系您。")
    return Doubt(void=True, word=word, note=note)
