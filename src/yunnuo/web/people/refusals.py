"""One clear page for everything that cannot be answered: what happened, and what to do now; never what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def refuse_page(
    request: HttpRequest, status: int, title: str, text: str, *, link: str = "/me/", label: str = ""
) -> HttpResponse:
    """Return a page that says what happened and offers one way on."""
    context = {"title": title, "text": text, "link": link, "label": label or _("回到首页")}
    return render(request, "people/refusal.html", context, status=status)


def refuse_forgery(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Answer a form that did not come from one of our own pages, or from one that is too old."""
    text = _("可能是页面打开得太久，或者浏览器没有保存 Cookie。没有记录任何内容。请重新打开页面，再填一次。")
    return refuse_page(request, 403, _("这次提交没有被接受"), text)


def refuse_size(request: HttpRequest) -> HttpResponse:
    """Answer a form that is too large."""
    return refuse_page(request, 413, _("填写的内容太长了"), _("没有记录任何内容。请写得短一些，再提交一次。"))


def refuse_bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer a request that makes no sense."""
    return refuse_page(request, 400, _("看不懂这次请求"), _("没有记录任何内容。请回到首页重新开始。"))


def refuse_entry(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer a request nobody may make."""
    return refuse_page(request, 403, _("这里不能打开"), _("没有记录任何内容。请回到首页重新开始。"))


def refuse_missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer an address that leads nowhere."""
    text = _("链接可能不完整，或者已经不再使用。如果您是扫码进来的，请对准二维码再扫一次。")
    return refuse_page(request, 404, _("没有找到这个页面"), text)


def refuse_fault(request: HttpRequest) -> HttpResponse:
    """Answer when we failed ourselves."""
    text = _(
        "我们这边出了问题，不确定您的操作是否完成。请稍后再打开页面看一看；如果是撤回，请再点一次，多点一次没有坏处。"
    )
    return refuse_page(request, 500, _("出错了"), text)


def refuse_many(request: HttpRequest) -> HttpResponse:
    """Answer somebody who asks for too much in an hour."""
    return refuse_page(request, 429, _("打开得太频繁了"), _("请过一会儿再试。没有记录任何内容。"))


def refuse_link(request: HttpRequest) -> HttpResponse:
    """Answer a link that was not made by us, or was changed."""
    text = _("这个链接不是我们发出的，或者在传递中被改动过。请不要在类似的页面上填写任何个人信息。")
    return refuse_page(request, 404, _("这个链接无效"), text)
