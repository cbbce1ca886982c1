"""Words for the pages: terms of the vocabulary in the reader's language, days, masked contact points."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.flows.notice_view import shipped_words
from yunnuo.flows.receipt_words import Tongue
from yunnuo.people.keys import KeyKind
from yunnuo.protect.masking import mask_contact
from yunnuo.terms.instant import to_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yunnuo.consent.documents import Separate
    from yunnuo.decide.voices.words import Language
    from yunnuo.people.keys import KeyValue
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.instant import Instant

STATES = {
    "given": gettext_lazy("已同意"),
    "withdrawn": gettext_lazy("已撤回"),
    "refused": gettext_lazy("已拒绝"),
    "lapsed": gettext_lazy("已失效"),
}
ASKED = gettext_lazy("主动要求过")
EVENTS = {
    "consent": gettext_lazy("同意"),
    "request": gettext_lazy("主动要求"),
    "withdrawal": gettext_lazy("撤回"),
    "refusal": gettext_lazy("拒绝"),
    "suppression": gettext_lazy("停止联系"),
}
KINDS = {
    KeyKind.PHONE.value: gettext_lazy("手机号"),
    KeyKind.EMAIL.value: gettext_lazy("电子邮箱"),
    KeyKind.PLATFORM_ACCOUNT.value: gettext_lazy("平台账号"),
    KeyKind.WECOM_ID.value: gettext_lazy("企业微信"),
    KeyKind.UNION_ID.value: "unionid",
}
ORIGINS = {
    "platform_order": gettext_lazy("您在平台下的订单"),
    "platform_member": gettext_lazy("您加入的平台会员"),
    "own_form": gettext_lazy("您在我们的页面填写"),
    "own_order": gettext_lazy("您向我们直接下的订单"),
    "wecom_add": gettext_lazy("您添加了我们的企业微信"),
    "card_scan": gettext_lazy("您扫了包裹里的卡片"),
    "partner": gettext_lazy("合作方提供"),
}
PARTIES = {
    "entrusted": gettext_lazy("受托人"),
    "recipients": gettext_lazy("其他处理者"),
    "joint": gettext_lazy("共同处理者"),
    "overseas": gettext_lazy("境外接收方"),
}
MEMBERSHIPS = {
    "join": gettext_lazy("入会"),
    "leave": gettext_lazy("退会"),
    "hide": gettext_lazy("会员隐藏"),
}


class Line(NamedTuple):
    """One line of a list: what it is, what is said below, where it leads, its receipt."""

    what: str
    more: str = ""
    link: str = ""
    number: str = ""


class Item(NamedTuple):
    """One entry of a list to choose from."""

    id: str
    name: str


def choose_language() -> Language:
    """Return the reader's language."""
    return "en" if get_language() == "en" else "zh"


def choose_tongue(words: Vocabulary) -> Tongue:
    """Return what to write receipts in: the reader's language."""
    return Tongue(words, choose_language())


def name_term(words: Vocabulary, list_name: str, term_id: str) -> str:
    """Return the name of a term in the reader's language, without what stands in brackets behind it."""
    if list_name == "channels" and term_id == NO_CHANNEL:
        return _("只在内部使用，不联系您")
    held = words.lists[list_name].get(term_id)
    if held is None:
        return term_id
    return (held.en if get_language() == "en" else held.zh).partition("（")[0]


def name_terms(words: Vocabulary, list_name: str, ids: Iterable[str]) -> str:
    """Return the names of several terms as one text."""
    return _("、").join(name_term(words, list_name, item) for item in ids)


def name_sentence(words: Vocabulary, sentence: Separate) -> str:
    """Return what a separate sentence is about: what it asks for, who gets something, what is used."""
    parts = (
        name_kind(sentence.kind),
        _("提供给：%s") % _("、").join(sentence.recipients) if sentence.recipients else "",
        _("用到：%s") % name_terms(words, "categories", sentence.categories) if sentence.categories else "",
    )
    return " · ".join(filter(None, parts))


def name_kind(kind: str) -> str:
    """Return what is asked for apart, such as handling sensitive information, in the reader's language."""
    return name_heading(shipped_words(), "separate_kinds", kind)


def name_heading(words: Vocabulary, list_name: str, term_id: str) -> str:
    """Return the name of a term as it stands by itself: in English with a capital."""
    name = name_term(words, list_name, term_id)
    return name[:1].upper() + name[1:]


def list_terms(words: Vocabulary, list_name: str) -> list[Item]:
    """Return every term of a list to choose from."""
    return [Item(item, name_heading(words, list_name, item)) for item in words.lists[list_name]]


def show_day(at: Instant | None) -> str:
    """Return the day in Asia/Shanghai as people write it; a word when it is not known."""
    if at is None:
        return _("日期不详")
    day = to_datetime(at)
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}


def mask_key(key: KeyValue) -> str:
    """Return a contact point with its middle hidden."""
    return mask_contact(key.kind, key.value)
