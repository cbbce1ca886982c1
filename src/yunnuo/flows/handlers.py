"""Who is the handler: named by the user, else the only one the published notices name."""

from __future__ import annotations

from yunnuo.terms.errors import InputError


def choose_handler(name: str | None) -> str:
    """Return the handler's name; raise InputError when it is not given and the notices do not settle it."""
    from yunnuo.consent.models import Notice

    if name:
        return name
    known = sorted(set(Notice.objects.values_list("handler", flat=True)))
    if len(known) == 1:
        return known[0]
    why = "还没有发布过告知" if not known else f"告知里有 {len(known)} 个处理者"
    raise InputError("screen.handler", "没有说明谁是个人信息处理者", why=why, todo="用 --handler 写明名称")
