"""A receipt as JSON-LD in the shape of ISO/IEC TS 27560:2023, for other software to read.

The terms are those of the W3C Data Privacy Vocabulary. What the record does not say is said not to be stated, never
filled in. Titles are in Chinese, as the notice was; nothing names the individual.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.flows.receipt_forms import list_retention
from yunnuo.terms.instant import to_datetime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.flows.receipt_words import Tongue
    from yunnuo.flows.receipts import Receipt
    from yunnuo.terms.instant import Instant

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


def write_jsonld(receipt: Receipt, tongue: Tongue) -> str:
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
        "dpv:hasProcess": list(_processes(receipt, tongue)),
        "dpv:hasConsentControl": _control(receipt),
        "dpv:hasRight": _rights(receipt, tongue),
        "dpv:hasConsentStatus": [_event(receipt, tongue)],
        "yunnuo:evidence": {"entry": receipt.seq, "commitment": receipt.commitment},
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _notice(receipt: Receipt) -> dict[str, Any]:
    return {
        "dct:hasVersion": receipt.version or UNSTATED,
        "dct:issued": _moment(receipt.published_at),
        "yunnuo:shown": _moment(receipt.shown_at),
        "yunnuo:sha256": receipt.document.sha256 if receipt.document else UNSTATED,
    }


def _party(receipt: Receipt) -> dict[str, Any]:
    return {
        "@type": "dpv:DataController",
        "dpv:hasName": receipt.handler or UNSTATED,
        "dpv:hasContact": receipt.contact or UNSTATED,
        "dpv:hasAddress": UNSTATED,
    }


def _processes(receipt: Receipt, tongue: Tongue) -> Iterator[dict[str, Any]]:
    for purpose in receipt.purposes or ("",):
        yield {
            "@type": "dpv:Process",
            "dpv:hasPurpose": _term(tongue, "purposes", purpose, "全部目的"),
            "dpv:hasLegalBasis": "dpv:Consent",
            **_tell_way(receipt, tongue),
            "dpv:hasPersonalData": [_term(tongue, "categories", item, "") for item in receipt.categories] or UNSTATED,
            "dpv:hasProcessing": _methods(receipt, purpose, tongue) or UNSTATED,
            "dpv:hasStorageCondition": {
                "dpv:hasDuration": "；".join(list_retention(receipt, purpose)) or UNSTATED,
                "dpv:hasLocation": UNSTATED,
            },
            **_tell_recipients(receipt, tongue),
        }


def _tell_recipients(receipt: Receipt, tongue: Tongue) -> dict[str, Any]:
    """Return who gets it; a stop that names nobody is of all, so nothing is left unsaid."""
    if receipt.recipients:
        return {"dpv:hasRecipient": list(receipt.recipients)}
    if not receipt.is_consent:
        return {}
    return {"dpv:hasRecipient": tongue.say("nobody") if receipt.alone else UNSTATED}


def _tell_way(receipt: Receipt, tongue: Tongue) -> dict[str, Any]:
    """Return the channels of a process; of a separate sentence, which names none, the sentence and what it asks for."""
    if receipt.sentence is not None:
        return {
            "yunnuo:separateKind": _term(tongue, "separate_kinds", receipt.sentence.kind, ""),
            "yunnuo:statement": receipt.sentence.text,
        }
    if receipt.limited and receipt.channels == (NO_CHANNEL,):
        return {}
    return {"yunnuo:channel": [_term(tongue, "channels", item, "") for item in receipt.channels] or "全部渠道"}


def _event(receipt: Receipt, tongue: Tongue) -> dict[str, Any]:
    how = tongue.name("manners", receipt.manner) if receipt.manner else tongue.place(receipt.touchpoint) or UNSTATED
    return {
        "@type": STATUS[receipt.kind],
        "dpv:isIndicatedAtTime": _moment(receipt.at),
        "dpv:isIndicatedBy": "guardian" if receipt.guardian in ("claimed", "verified") else "individual",
        "dpv:hasIndicationMethod": how,
        **({"dpv:hasDuration": _moment(receipt.until)} if receipt.until is not None else {}),
        **({"yunnuo:separate": receipt.separate} if receipt.separate is not None else {}),
    }


def _control(receipt: Receipt) -> dict[str, str]:
    told = receipt.document.withdrawal if receipt.document else ""
    return {"@type": "dpv:WithdrawConsent", "dct:description": told or UNSTATED}


def _rights(receipt: Receipt, tongue: Tongue) -> list[dict[str, str]] | str:
    kinds = receipt.document.rights.kinds if receipt.document else ()
    return [_term(tongue, "request_kinds", kind, "") for kind in kinds] or UNSTATED


def _methods(receipt: Receipt, purpose: str, tongue: Tongue) -> list[dict[str, str]]:
    held = receipt.document.purposes if receipt.document else ()
    return [_term(tongue, "acts", method, "") for item in held if item.purpose == purpose for method in item.methods]


def _term(tongue: Tongue, list_name: str, term_id: str, fallback: str) -> dict[str, str]:
    if not term_id:
        return {"dct:title": fallback}
    return {"@id": f"urn:yunnuo:{list_name}:{term_id}", "dct:title": tongue.name(list_name, term_id)}


def _moment(at: Instant | None) -> str:
    if at is None:
        return UNSTATED
    return to_datetime(at).isoformat(timespec="seconds")
