"""Who is the handler: named by the user, else the only one the published notices name."""

from __future__ import annotations

from yunnuo.terms.errors import InputError


def choose_handler(name: str | None) -> str:
    """Return the handler's name; raise InputError when it is not given and the notices do not settle it.

    A name that neither a notice nor a consent gives is refused: it would find nobody's consent, and say so of all.
    """
    from yunnuo.consent.models import ConsentEvent, Notice

    known = sorted(set(Notice.objects.values_list("handler", flat=True)))
    if name:
        if not known or name in known or ConsentEvent.objects.filter(handler=name).exists():
            return name
        raise InputError(
            "screen.handler",
            "没有这个个人信息处理者",
            why="告知和同意里都没有它",
            todo=f"从这些里选：{'、'.join(known)}",
        )
    if len(known) == 1:
        return known[0]
    why = "还没有发布过告知" if not known else f"告知里有 {len(known)} 个处理者"
    raise InputError("screen.handler", "没有说明谁是个人信息处理者", why=why, todo="用 --handler 写明名称")
