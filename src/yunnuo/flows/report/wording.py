"""The Chinese words of the report: the answer in one sentence and the labels of closed lists.

No legal date, number or article stands here; those arrive with the summary.
"""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from yunnuo.flows.report.figures import show_count
from yunnuo.terms.instant import SHANGHAI
from yunnuo.terms.outcomes import CellClass

if TYPE_CHECKING:
    from collections.abc import Mapping

PEOPLE: Final = "人"
CONTACTS: Final = "个联系方式"
NOUNS: Final = MappingProxyType({PEOPLE: "人", CONTACTS: "联系方式"})
GATES: Final = MappingProxyType(
    {
        "basis": "合法性基础",
        "notice": "告知",
        "message": "商业信息",
        "platform": "平台许可",
        "transfer": "向他人提供",
        "security": "安全",
        "automated": "自动化决策",
        "border": "向境外提供",
    }
)
KINDS: Final = MappingProxyType(
    {"order": "订单", "order_detail": "订单明细", "customer": "客户", "member": "会员", "import_template": "导入模板"}
)
CERTAINTIES: Final = MappingProxyType(
    {
        "high": "高，在真实文件或多个导入程序中见过",
        "medium": "中，由多个导入程序拼合而来",
        "low": "低，只有一个来源",
    }
)
CONFIDENCES: Final = MappingProxyType(
    {
        "V1": "读过法律或规则的原文",
        "V2": "读过官方问答、通知或忠实摘录，没有读到全文",
        "V3": "只见过报道、律所文章或开发者笔记，没有见到原文",
        "K": "凭既有知识，没有材料印证",
    }
)
CELLS: Final = MappingProxyType(
    {
        CellClass.PLAIN.value: "明文",
        CellClass.VIRTUAL_NUMBER.value: "虚拟号",
        CellClass.MASKED.value: "掩码",
        CellClass.CIPHERTEXT.value: "密文",
        CellClass.EMPTY.value: "空",
    }
)


def choose_unit(summary: Mapping[str, Any]) -> str:
    """Return what a decision counts: 人 when everyone has one contact point, else 个联系方式."""
    return PEOPLE if summary["contacts"] == summary["with_contact"] else CONTACTS


def write_answer(summary: Mapping[str, Any]) -> str:
    """Return the one sentence a reader came for; its three counts add up to the contact points judged."""
    unit, counts = choose_unit(summary), summary["outcomes"]["overall"]
    day = f"截至 {summary['on']}" if summary["today"] else f"按 {summary['on']} 当天的规则和事实"
    channel, purpose = summary["channel"]["zh"], f"为“{summary['purpose']['zh']}”"
    if not summary["contacts"]:
        return f"{day}，没有可以判断的人：文件里没有认出任何能用{channel}联系的个人。"
    permitted, refused, unknown = (counts[name] for name in ("permitted", "not_permitted", "undetermined"))
    if not permitted:
        head = f"不能{purpose}用{channel}联系任何人"
    elif unit == PEOPLE:
        head = f"可以{purpose}用{channel}联系 {show_count(permitted)} 人"
    else:
        head = f"有 {show_count(permitted)} 个联系方式可以{purpose}用{channel}联系"
    return f"{day}，{head}；{show_count(refused)} {unit}不可以，{show_count(unknown)} {unit}无法判断。"


def explain_confidence(code: str) -> str:
    """Return the meaning of a confidence code; `V1/K` is explained part by part."""
    return "；".join(f"{part}：{CONFIDENCES.get(part, '未说明')}" for part in code.split("/"))


def show_moment(text: str) -> str:
    """Return an ISO date-time with offset as a wall-clock time in Asia/Shanghai, to the second."""
    return f"{datetime.fromisoformat(text).astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}（北京时间）"


def shade_force(force: str) -> str:
    """Return how a reason is drawn: law solid, platform contract hollow, a reason without force as undetermined."""
    if not force:
        return "undetermined"
    return "cut contract" if force == "contract" else "cut law"


def label_kind(kind: str) -> str:
    """Return the Chinese name of an export's kind, or the kind itself when the list does not hold it."""
    return KINDS.get(kind, kind)


def label_certainty(certainty: str) -> str:
    """Return how sure the layout is, or the word itself when the list does not hold it."""
    return CERTAINTIES.get(certainty, certainty)


def label_gate(gate: str) -> str:
    """Return the Chinese name of a gate, or the gate itself when the list does not hold it."""
    return GATES.get(gate, gate)
