"""How a receipt is written for people: lines, and plain text, in the language they read.

What the record does not say is left out, never filled in; nothing names the individual. What the notice says is quoted
in its own language. JSON-LD stands in `receipt_jsonld`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from yunnuo.consent.documents import NO_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yunnuo.flows.receipt_words import Tongue
    from yunnuo.flows.receipts import Receipt


class Told(NamedTuple):
    """One line of a receipt; `quoted`: the value stands as the notice or the handler wrote it, in Chinese."""

    name: str
    value: str
    quoted: bool = False


class Title(NamedTuple):
    """What a receipt is about: what was done, and with what."""

    kind: str
    about: str


def title_receipt(receipt: Receipt, tongue: Tongue) -> Title:
    """Return what the receipt is about; a separate sentence by its kind and the recipients."""
    if receipt.sentence is not None:
        kind = tongue.name("separate_kinds", receipt.sentence.kind)
        parts = (kind[:1].upper() + kind[1:], tongue.join(receipt.sentence.recipients))
        apart = "consent apart" if receipt.is_consent else f"{receipt.kind} apart"
        return Title(tongue.say(apart), " · ".join(filter(None, parts)))
    if receipt.limited:
        return Title(
            tongue.say(f"{receipt.kind} apart" if _is_apart(receipt) else receipt.kind), _tell_limits(receipt, tongue)
        )
    purposes = _name_purposes(receipt, tongue)
    channels = tongue.name_all("channels", receipt.channels) or tongue.say("all channels")
    kind = "consent apart" if receipt.is_consent and receipt.separate else receipt.kind
    return Title(tongue.say(kind), f"{purposes} · {channels}")


def _name_purposes(receipt: Receipt, tongue: Tongue) -> str:
    purposes = tongue.name_all("purposes", receipt.purposes) or tongue.say("all purposes")
    return purposes[:1].upper() + purposes[1:]


def _is_apart(receipt: Receipt) -> bool:
    """Return whether a limited stop is of separate agreements only, which stand on no channel."""
    return receipt.limited and receipt.channels == (NO_CHANNEL,)


def _tell_limits(receipt: Receipt, tongue: Tongue) -> str:
    """Return all a limited stop ends, as its record names it: provision to whom, or the use of what."""
    if receipt.recipients:
        kind = tongue.name("separate_kinds", "provide")
        return f"{kind[:1].upper()}{kind[1:]} · {tongue.join(receipt.recipients)}"
    used = tongue.name_all("categories", receipt.categories)
    return f"{_name_purposes(receipt, tongue)} · {tongue.say('using').format(used)}"


def tell_receipt(receipt: Receipt, tongue: Tongue) -> list[Told]:
    """Return the receipt line by line, without what was not recorded."""
    document, say = receipt.document, tongue.say
    told = [
        Told(say("at"), tongue.moment(receipt.at)),
        Told(say("handler"), receipt.handler, quoted=True),
        Told(say("contact"), receipt.contact, quoted=True),
        *_tell_matter(receipt, tongue),
        *_tell_terms(receipt, tongue),
        Told(say("version"), receipt.version),
        Told(say("shown"), tongue.moment(receipt.shown_at)),
        Told(say("until"), tongue.moment(receipt.until)),
        _tell_place(receipt, tongue),
        Told(say("batch"), receipt.batch, quoted=True),
        Told(say("how"), document.withdrawal if document and receipt.is_consent else "", quoted=True),
        Told(say("entry"), say("commitment").format(receipt.seq, receipt.commitment)),
    ]
    return [line for line in told if line.value]


def _tell_place(receipt: Receipt, tongue: Tongue) -> Told:
    place = tongue.place(receipt.touchpoint)
    return Told(tongue.say("where"), place, quoted=place == receipt.touchpoint)


def _tell_matter(receipt: Receipt, tongue: Tongue) -> Iterator[Told]:
    """Yield what was decided about: a separate sentence word for word, or else purposes and channels."""
    sentence, say = receipt.sentence, tongue.say
    if sentence is not None:
        spoken = receipt.kind if receipt.kind in ("consent", "refusal") else "withdrawal"
        yield Told(say("asked"), tongue.name("separate_kinds", sentence.kind))
        yield Told(say(f"{spoken} words"), sentence.text, quoted=True)
    elif _is_apart(receipt) and receipt.recipients:
        yield Told(say("asked"), tongue.name("separate_kinds", "provide"))
    yield Told(say("purposes"), tongue.name_all("purposes", receipt.purposes) or say("all purposes"))
    if sentence is None and not _is_apart(receipt):
        yield Told(say("channels"), tongue.name_all("channels", receipt.channels) or say("all channels"))
    categories = receipt.categories or (sentence.categories if sentence else ())
    yield Told(say("categories"), tongue.name_all("categories", categories))


def _tell_terms(receipt: Receipt, tongue: Tongue) -> Iterator[Told]:
    """Yield under which terms: separately or not, given to whom, kept how long, by whose act."""
    say = tongue.say
    if receipt.separate is not None:
        yield Told(say("separate"), say("yes" if receipt.separate else "no"))
    names = tongue.join(receipt.recipients)
    yield Told(say("recipients"), names or (say("nobody") if receipt.alone else ""), quoted=bool(names))
    if receipt.is_consent:
        yield Told(say("retention"), say("semicolon").join(list_retention(receipt)), quoted=True)
    yield Told(say("manner"), tongue.name("manners", receipt.manner) if receipt.manner else "")
    if receipt.guardian in ("claimed", "verified"):
        yield Told(say("guardian"), say(receipt.guardian))


def write_text(receipt: Receipt, tongue: Tongue) -> str:
    """Return the receipt as plain text."""
    title, told = title_receipt(receipt, tongue), tell_receipt(receipt, tongue)
    colon = tongue.say("colon")
    lines = [f"{title.kind}{colon}{title.about}", f"{tongue.say('receipt')} {receipt.number}", ""]
    lines += [f"{line.name}{colon}{line.value}" for line in told]
    remarks = [
        tongue.say("then") if receipt.is_consent else "",
        tongue.say("own words") if any(line.quoted for line in told) else "",
    ]
    return "\n".join([*lines, "", *filter(None, remarks)]) + "\n"


def list_retention(receipt: Receipt, purpose: str = "") -> list[str]:
    """Return how long the notice says information is kept, for one purpose or for all of the receipt."""
    held = receipt.document.purposes if receipt.document else ()
    wanted = (purpose,) if purpose else receipt.purposes
    return list(dict.fromkeys(item.retention for item in held if item.purpose in wanted and item.retention))
