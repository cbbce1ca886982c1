"""The columns of an event file: Chinese headers with English synonyms, and the closed lists of their words.

Purposes, channels, categories, manners and platforms are not listed here: they stand in the rulebook's vocabulary.
"""

from __future__ import annotations

from typing import Final

# field -> (Chinese header, English header, what a person may also write)
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "event": ("事件", "event", "事件类型"),
    "key_kind": ("标识类型", "key_kind"),
    "key": ("标识", "key"),
    "other_key_kind": ("另一标识类型", "other_key_kind"),
    "other_key": ("另一标识", "other_key"),
    "platform": ("平台", "platform"),
    "shop": ("店铺", "shop", "店铺名称"),
    "at": ("时间", "at", "发生时间"),
    "purposes": ("目的", "purposes", "处理目的"),
    "channels": ("渠道", "channels"),
    "categories": ("信息种类", "categories", "个人信息种类"),
    "handler": ("处理者", "handler", "个人信息处理者"),
    "notice_version": ("告知版本", "notice_version"),
    "notice_shown_at": ("告知展示时间", "notice_shown_at"),
    "manner": ("方式", "manner", "同意方式"),
    "separate": ("单独同意", "separate"),
    "guardian": ("监护人同意", "guardian"),
    "until": ("有效期至", "until"),
    "recipients": ("接收方", "recipients", "提供给谁"),
    "limited": ("仅限所列", "limited"),
    "evidence": ("证据", "evidence"),
    "touchpoint": ("触点", "touchpoint"),
    "birthday": ("出生日期", "birthday"),
    "age_band": ("年龄段", "age_band"),
}
REQUIRED: Final = ("event", "key_kind", "key", "at")

EVENTS: Final = {
    "同意": "consent",
    "拒绝": "refusal",
    "撤回": "withdrawal",
    "撤回同意": "withdrawal",
    "主动要求": "request",
    "入会": "join",
    "退会": "leave",
    "会员隐藏": "hide",
    "停止联系": "suppression",
    "死亡": "deceased",
}
CONSENTS: Final = frozenset({"consent", "request"})
STOPS: Final = frozenset({"withdrawal", "refusal", "suppression"})
MEMBERSHIPS: Final = frozenset({"join", "leave", "hide"})
# A day without a time counts in the individual's favour: what ends something ends it for the whole day.
ENDING: Final = STOPS | {"leave", "hide"}

NOBODY: Final = "不提供"  # said of the recipients: none is named; an empty cell, or a word for empty, does not say so
GUARDIANS: Final = {"无": "none", "声称": "claimed", "已核实": "verified"}
YES_NO: Final = {"是": True, "否": False, "yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
AGE_BANDS: Final = {"不满14周岁": "under_14", "14至17周岁": "14_to_17", "成年": "adult"}
