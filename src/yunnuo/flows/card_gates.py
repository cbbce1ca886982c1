"""The two gates before a card is printed: the individual's and the platform's. Neither opens the other.

Both are answered by the decision engine; this only asks, for every purpose and channel on the card, and keeps the
strictest answer. The platform is asked twice: may its buyers be led here by a card in the parcel, and may be used what
they leave here. Printing opens no individual's gate: what each one does after the notice may.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from yunnuo.decide.explain import ask_for, note_rule
from yunnuo.decide.exposure import sum_exposure
from yunnuo.decide.trace import trace_decision
from yunnuo.identify.layouts import LAYOUTS
from yunnuo.rulebook.model import CONFIDENCES
from yunnuo.terms.facts import Facts
from yunnuo.terms.instant import day_end, day_start
from yunnuo.terms.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from yunnuo.decide.explain import RuleNote
    from yunnuo.decide.trace import Trace
    from yunnuo.flows.choices import Pair
    from yunnuo.rulebook.book import Book
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.facts import Record, Value

NOT_APPLICABLE: Final = "not_applicable"
_SAYS: Final = {
    "permitted": "可以",
    "not_permitted": "不可以",
    "undetermined": "无法判断",
    NOT_APPLICABLE: "不受平台规则约束",
}
_STRICTEST: Final = (Outcome.NOT_PERMITTED, Outcome.UNDETERMINED, Outcome.PERMITTED)
# What the card and its landing page are made to be, whatever the brand writes on them.
_MADE: Final[dict[str, Value]] = {
    "touchpoint": "parcel_card",
    "landing_first": True,
    "notice_prominent": True,
    "default_ticked": False,
    "bundled": False,
    "tied_to_service": False,
    "forced_follow": False,
    "request_form_told": True,
}


@dataclass(frozen=True, slots=True)
class Gate:
    """How one gate came out; `rules` decided it, `sanctions` are what they threaten, `missing` what is not known."""

    outcome: str
    rules: tuple[RuleNote, ...] = ()
    sanctions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """Return the outcome in Chinese."""
        return _SAYS[self.outcome]

    def lines(self) -> list[str]:
        """Return the rules, each with where it stands and how sure its reading is, then sanctions and gaps."""
        told = [line for rule in self.rules for line in _tell_rule(rule)]
        if self.outcome == Outcome.UNDETERMINED and not self.rules:
            told.append("规则库里没有这个平台的规则：没有规则不等于可以")
        told += [f"后果：{sanction}" for sanction in self.sanctions]
        return told + [f"还要弄清：{missing}" for missing in self.missing]

    def as_json(self) -> dict[str, Any]:
        """Return the gate as plain values."""
        rules = [asdict(rule) for rule in self.rules]
        return {**asdict(self), "rules": rules, "sanctions": list(self.sanctions), "missing": list(self.missing)}


def find_orders(vocabulary: Vocabulary, platform: str) -> str:
    """Return which origin an order proves on a platform, in a shop system or in the brand's own shop; empty: none."""
    origins = {layout.origin for layout in LAYOUTS.values() if (layout.platform, layout.kind) == (platform, "order")}
    if "platform_order" in origins:
        return "platform_order"
    return "own_order" if origins else str(vocabulary.term("platforms", platform).more.get("orders", ""))


def list_sellers(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the Chinese names of all that sell: those whose orders are known."""
    return tuple(term.zh for name, term in vocabulary.lists["platforms"].items() if find_orders(vocabulary, name))


def ask_platform(
    book: Book, platform: str, shop: str, pairs: Iterable[Pair], *, on: date, readings: Mapping[str, str]
) -> Gate:
    """Return whether the platform's terms allow a card in its parcels, for these purposes and channels."""
    questions = [("collect", find_orders(book.vocabulary, platform), "indirect"), ("use", "card_scan", "direct")]
    traces = []
    for act, kind, mode in questions:
        origin: Record = {
            "kind": kind,
            "platform": platform,
            "shop": shop,
            "at": day_start(on),
            "mode": mode,
            "member_state": "none",
        }
        facts = Facts({}, {"origin": (origin,)}, frozenset({"origin"}))
        traces += [trace_decision(book, on, _make_act(act, pair, on), facts, readings) for pair in pairs]
    return _keep_strictest("platform", traces)


def ask_person(book: Book, pairs: Iterable[Pair], *, readable: bool, on: date, readings: Mapping[str, str]) -> Gate:
    """Return whether everybody who finds the card may be asked; what depends on each of them stays open."""
    nobody = Facts({}, {}, frozenset())
    made = {**_MADE, "card_readable": readable}
    traces = [
        trace_decision(book, on, {**_make_act("request_consent", pair, on), **made}, nobody, readings) for pair in pairs
    ]
    return _keep_strictest("request", traces)


def tell_gates(person: Gate, platform: Gate, name: str) -> list[str]:
    """Return both gates apart, as lines; `name` is the platform's."""
    free = "本人扫码、看过完整告知、自己选了才算同意；扫码本身不算"
    head = "不可以" if person.outcome == Outcome.NOT_PERMITTED else f"这次印刷不打开它：{free}"
    asked = [f"还不知道：{'、'.join(person.missing)}"] if person.missing else []
    mine = person.lines() if person.outcome == Outcome.NOT_PERMITTED else asked
    return [
        f"个人关口（法律）：{head}",
        *(f"  {line}" for line in mine),
        f"平台关口（{name}）：{platform.says}",
        *(f"  {line}" for line in platform.lines()),
        "两个关口互不代替：本人同意不打开平台关口，平台允许也不打开个人关口。",
    ]


def _make_act(act: str, pair: Pair, on: date) -> dict[str, Value]:
    purpose, channel = pair
    return {
        "act": act,
        "act_at": day_end(on),
        "purpose": purpose,
        "channel": channel,
        "touchpoint": "parcel_card",
        "content_scope": "own_brand",
    }


def _keep_strictest(gate: str, traces: Sequence[Trace]) -> Gate:
    found = [(held, trace) for trace in traces for held in trace.decision.gates if held.gate == gate]
    for outcome in _STRICTEST:
        same = [(held, trace) for held, trace in found if held.outcome == outcome]
        if same:
            rules = {rule: trace.rule(rule) for held, trace in same for rule in held.by}
            missing = {fact: ask_for(trace.book, fact)[0] for held, trace in same for fact in held.missing}
            risks = sum_exposure(rules.values()) if outcome == Outcome.NOT_PERMITTED else []
            return Gate(
                str(outcome),
                tuple(note_rule(rule) for rule in rules.values()),
                tuple(f"{risk.authority}——{risk.sanction}" for risk in risks),
                tuple(dict.fromkeys(missing.values())),
            )
    return Gate(NOT_APPLICABLE)


def _tell_rule(rule: RuleNote) -> list[str]:
    sure = f"把握 {rule.confidence}（{CONFIDENCES.get(rule.confidence, '')}），未经律师核对"
    return [f"{rule.zh} [{rule.id}]", f"依据：{rule.citation}；{rule.force_zh}；{sure}"]
