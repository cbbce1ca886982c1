"""How a receipt is written: lines for people, plain text, and JSON-LD in the shape of ISO/IEC TS 27560:2023.

The terms are those of the W3C Data Privacy Vocabulary. What the record does not say is said not to be stated, never
filled in. Receipts are in Chinese, as the notice was; nothing in them names the individual.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from yunnuo.flows.notice_view import shipped_words
from yunnuo.terms.instant import show_instant, to_datetime

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yunnuo.consent.documents import Separate
    from yunnuo.flows.receipts import Receipt
    from yunnuo.rulebook.vocabulary import Vocabulary

KINDS: Final = {
    "consent": "同意",
    "request": "主动要求",
    "withdrawal": "撤回",
    "refusal": "拒绝",
    "suppression": "停止联系",
}
STATUS: Final = {
    "consent": "dpv:ConsentGiven",
    "request": "dpv:ConsentGiven",
    "withdrawal": "dpv:ConsentWithdrawn",
    "refusal": "dpv:ConsentRefused",
    "suppression": "dpv:ConsentWithdrawn",
}
CONTEXT: Final = {
    "dpv": "https://w3id.org/dpv#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "yunnuo": "urn:yunnuo:",
}
UNSTATED: Final = "未写明"
LANGUAGE: Final = "zh-Hans"
JURISDICTION: Final = "CN"


def title_receipt(receipt: Receipt, words: Vocabulary) -> str:
    """Return what the receipt is about, in one line; a separate sentence by its kind and the recipients."""
    kind = "单独同意" if receipt.is_consent and receipt.separate else KINDS[receipt.kind]
    if receipt.sentence is not None:
        parts = (name_kind(receipt.sentence), "、".join(receipt.sentence.recipients))
        return f"{kind if receipt.is_consent else f'{kind}单独同意'}：{' · '.join(filter(None, parts))}"
    purposes = _spell(words, "purposes", receipt.purposes) or "全部目的"
    return f"{kind}：{purposes} · {_channels(receipt, words) or '全部渠道'}"


def tell_receipt(receipt: Receipt, words: Vocabulary) -> list[tuple[str, str]]:
    """Return the receipt as pairs of name and value, without what was not recorded."""
    document = receipt.document
    told = [
        ("做了什么", KINDS[receipt.kind]),
        ("时间", show_instant(receipt.at)),
        ("个人信息处理者", receipt.handler),
        ("处理者的联系方式", document.handler.contact if document else ""),
        *_tell_matter(receipt, words),
        ("单独同意", {True: "是", False: "否"}.get(receipt.separate is True, "") if receipt.is_consent else ""),
        ("提供给谁", _name_recipients(receipt)),
        ("保存期限", "；".join(_retention(receipt)) if receipt.is_consent else ""),
        ("作出方式", words.zh("manners", receipt.manner) if receipt.manner else ""),
        ("监护人", {"claimed": "声明是监护人", "verified": "已核实的监护人"}.get(receipt.guardian, "")),
        ("告知版本", receipt.version),
        ("告知展示时间", show_instant(receipt.shown_at) if receipt.shown_at is not None else ""),
        ("有效期至", show_instant(receipt.until) if receipt.until is not None else ""),
        ("在哪里", receipt.touchpoint),
        ("卡片批次", receipt.batch),
        ("怎样撤回", document.withdrawal if document and receipt.is_consent else ""),
        ("台账条目", f"{receipt.seq}，承诺值 {receipt.commitment}"),
    ]
    return [(name, value) for name, value in told if value]


def name_kind(sentence: Separate) -> str:
    """Return what a separate sentence asks for, such as providing to another handler."""
    return shipped_words().zh("separate_kinds", sentence.kind)


def _tell_matter(receipt: Receipt, words: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield what was decided about: a separate sentence word for word, or else purposes and channels."""
    sentence = receipt.sentence
    if sentence is not None:
        yield "单独同意的是", name_kind(sentence)
        yield {"consent": "同意的原话", "refusal": "拒绝的原话"}.get(receipt.kind, "撤回的原话"), sentence.text
    yield "目的", _spell(words, "purposes", receipt.purposes) or "全部目的"
    if sentence is None:
        yield "渠道", _channels(receipt, words) or "全部渠道"
    yield "个人信息的种类", _spell(words, "categories", receipt.categories or (sentence.categories if sentence else ()))


def _name_recipients(receipt: Receipt) -> str:
    """Return the recipients, spelled as the notice does where it is known."""
    if receipt.sentence is not None and receipt.sentence.recipients:
        return "、".join(receipt.sentence.recipients)
    return "、".join(receipt.recipients) or ("不提供给其他处理者" if receipt.is_consent else "")


def write_text(receipt: Receipt, words: Vocabulary) -> str:
    """Return the receipt as plain text."""
    lines = [f"{title_receipt(receipt, words)}", f"凭证号 {receipt.number}", ""]
    lines += [f"{name}：{value}" for name, value in tell_receipt(receipt, words)]
    return "\n".join(lines) + "\n"


def write_jsonld(receipt: Receipt, words: Vocabulary) -> str:
    """Return the receipt as JSON-LD."""
    held = {
        "@context": CONTEXT,
        "@type": ["dpv:ConsentReceipt", "dpv:ConsentRecord"],
        "@id": f"urn:yunnuo:receipt:{receipt.number}",
        "dct:conformsTo": "ISO/IEC TS 27560:2023",
        "dct:type": "receipt",
        "dpv:hasIdentifier": {"receipt": receipt.number, "record": f"urn:yunnuo:entry:{receipt.seq}"},
        "dpv:hasDataSubject": f"urn:yunnuo:individual:{receipt.individual}",
        "dct:language": LANGUAGE,
        "dpv:hasJurisdiction": JURISDICTION,
        "dpv:hasNotice": _notice(receipt),
        "dpv:hasDataController": _party(receipt),
        "dpv:hasProcess": list(_processes(receipt, words)),
        "dpv:hasConsentControl": _control(receipt),
        "dpv:hasRight": _rights(receipt, words),
        "dpv:hasConsentStatus": [_event(receipt, words)],
        "yunnuo:evidence": {"entry": receipt.seq, "commitment": receipt.commitment},
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _notice(receipt: Receipt) -> dict[str, Any]:
    shown = _moment(receipt.shown_at) if receipt.shown_at is not None else UNSTATED
    digest = receipt.document.sha256 if receipt.document else UNSTATED
    return {"dct:hasVersion": receipt.version or UNSTATED, "dct:issued": shown, "yunnuo:sha256": digest}


def _party(receipt: Receipt) -> dict[str, Any]:
    handler = receipt.document.handler if receipt.document else None
    return {
        "@type": "dpv:DataController",
        "dpv:hasName": receipt.handler or UNSTATED,
        "dpv:hasContact": (handler.contact if handler else "") or UNSTATED,
        "dpv:hasAddress": UNSTATED,
    }


def _processes(receipt: Receipt, words: Vocabulary) -> Iterator[dict[str, Any]]:
    for purpose in receipt.purposes or ("",):
        yield {
            "@type": "dpv:Process",
            "dpv:hasPurpose": _term(words, "purposes", purpose, "全部目的"),
            "dpv:hasLegalBasis": "dpv:Consent",
            **_tell_way(receipt, words),
            "dpv:hasPersonalData": [_term(words, "categories", item, "") for item in receipt.categories] or UNSTATED,
            "dpv:hasProcessing": _methods(receipt, purpose, words) or UNSTATED,
            "dpv:hasStorageCondition": {
                "dpv:hasDuration": "；".join(_retention(receipt, purpose)) or UNSTATED,
                "dpv:hasLocation": UNSTATED,
            },
            "dpv:hasRecipient": list(receipt.recipients),
        }


def _tell_way(receipt: Receipt, words: Vocabulary) -> dict[str, Any]:
    """Return the channels of a process; of a separate sentence, which names none, the sentence and what it asks for."""
    if receipt.sentence is not None:
        return {
            "yunnuo:separateKind": _term(shipped_words(), "separate_kinds", receipt.sentence.kind, ""),
            "yunnuo:statement": receipt.sentence.text,
        }
    return {"yunnuo:channel": [_term(words, "channels", item, "") for item in receipt.channels] or "全部渠道"}


def _event(receipt: Receipt, words: Vocabulary) -> dict[str, Any]:
    return {
        "@type": STATUS[receipt.kind],
        "dpv:isIndicatedAtTime": _moment(receipt.at),
        "dpv:isIndicatedBy": "guardian" if receipt.guardian in ("claimed", "verified") else "individual",
        "dpv:hasIndicationMethod": words.zh("manners", receipt.manner) if receipt.manner else receipt.touchpoint,
        "dpv:hasDuration": _moment(receipt.until) if receipt.until is not None else "直到撤回",
        "yunnuo:separate": receipt.separate,
    }


def _control(receipt: Receipt) -> dict[str, str]:
    told = receipt.document.withdrawal if receipt.document else ""
    return {"@type": "dpv:WithdrawConsent", "dct:description": told or UNSTATED}


def _rights(receipt: Receipt, words: Vocabulary) -> list[dict[str, str]] | str:
    kinds = receipt.document.rights.kinds if receipt.document else ()
    return [_term(words, "request_kinds", kind, "") for kind in kinds] or UNSTATED


def _methods(receipt: Receipt, purpose: str, words: Vocabulary) -> list[dict[str, str]]:
    held = receipt.document.purposes if receipt.document else ()
    return [_term(words, "acts", method, "") for item in held if item.purpose == purpose for method in item.methods]


def _retention(receipt: Receipt, purpose: str = "") -> list[str]:
    """Return how long the notice says information is kept, for one purpose or for all of the receipt."""
    held = receipt.document.purposes if receipt.document else ()
    wanted = (purpose,) if purpose else receipt.purposes
    return list(dict.fromkeys(item.retention for item in held if item.purpose in wanted and item.retention))


def _term(words: Vocabulary, list_name: str, term_id: str, fallback: str) -> dict[str, str]:
    if not term_id:
        return {"dct:title": fallback}
    return {"@id": f"urn:yunnuo:{list_name}:{term_id}", "dct:title": words.zh(list_name, term_id)}


def _channels(receipt: Receipt, words: Vocabulary) -> str:
    named = tuple(channel for channel in receipt.channels if channel in words.lists["channels"])
    return _spell(words, "channels", named) or ("不联系本人" if receipt.channels else "")


def _spell(words: Vocabulary, list_name: str, ids: Sequence[str]) -> str:
    return "、".join(words.zh(list_name, item) for item in ids)


def _moment(at: int) -> str:
    return to_datetime(at).isoformat(timespec="seconds")
