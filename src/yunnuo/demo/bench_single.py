"""`yunnuo bench decide`, one person at a time: our compiled engine beside Cedar on an equivalent policy, in one run.

Cedar has no quantifier over records, so its side is given the answers about consents, stops and origins ready-made;
ours works them out from the records. Cedar returns the ids of the deciding policies; ours returns every gate with the
deciding rules, the missing facts and the duties. All people are invented.
"""

from __future__ import annotations

import random
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from yunnuo.decide.compiled import Decider
from yunnuo.decide.judge import decide_one
from yunnuo.rulebook.questions import FOREVER
from yunnuo.terms.facts import Facts, Record, Value
from yunnuo.terms.instant import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yunnuo.decide.decision import Decision
    from yunnuo.decide.program import Program

PEOPLE = 5_000
BATCH, FEW = 1_000, 100
ROUNDS = 5
DAY = 86_400_000_000
ELEMENTS = frozenset(
    {"handler_name", "handler_contact", "purposes", "methods", "categories", "retention", "rights", "withdrawal"}
)

# What the rulebook asks of a marketing text message, as Cedar can say it.
CEDAR = """
@id("covered") permit(principal, action, resource) when { context.consent_covers };
@id("no_consent") forbid(principal, action, resource) when { context.purpose_changed && !context.consent_covers };
@id("withdrawn") forbid(principal, action, resource) when { context.consent_ended && !context.consent_covers };
@id("narrow") forbid(principal, action, resource) when { context.notice_narrow && !context.consent_covers };
@id("incomplete") forbid(principal, action, resource) when { context.notice_incomplete && !context.consent_covers };
@id("passive") forbid(principal, action, resource) when { context.passive && !context.consent_covers };
@id("other") forbid(principal, action, resource) when { context.other_channel && !context.consent_covers };
@id("refused") forbid(principal, action, resource) when { context.refusal_stands };
@id("child") forbid(principal, action, resource) when { context.age_band == "under_14" && !context.guardian_agreed };
@id("deceased") forbid(principal, action, resource) when { context.deceased };
@id("masked") forbid(principal, action, resource) when { ["masked", "ciphertext"].contains(context.contact_class) };
@id("virtual") forbid(principal, action, resource) when { context.contact_class == "virtual_number" };
@id("platform") forbid(principal, action, resource) when { context.platform_only && !context.member_route };
@id("unproven") forbid(principal, action, resource) when { context.unproven && !context.consent_covers };
"""


def draw_people(count: int, seed: int) -> list[Facts]:
    """Return invented people with none to three consents, perhaps a stop, one or two origins; nothing is unknown."""
    rng = random.Random(seed)  # noqa: S311  # invented people, the same in every run
    return [_draw_person(rng) for _ in range(count)]


def _draw_person(rng: random.Random) -> Facts:
    scalars: dict[str, Value] = {
        "age_band": rng.choices(["adult", "at_least_14", "under_14"], [60, 38, 2])[0],
        "deceased": rng.random() < 0.001,  # noqa: PLR2004  # a share of the invented people
        "contact_class": rng.choices(["plain", "masked", "virtual_number", "ciphertext"], [80, 10, 5, 5])[0],
        "contact_valid": True,
    }
    records: dict[str, tuple[Record, ...]] = {
        "consent": tuple(_draw_consent(rng) for _ in range(rng.choice([0, 0, 1, 2, 3, 3]))),
        "refusal": tuple(_draw_stop(rng) for _ in range(rng.choices([0, 1], [85, 15])[0])),
        "origin": tuple(_draw_origin(rng) for _ in range(rng.choice([1, 1, 2]))),
    }
    return Facts(scalars, records, frozenset(records))


def _draw_consent(rng: random.Random) -> Record:
    given = 1_600_000_000_000_000 + rng.randrange(1_900) * DAY
    told = frozenset(rng.choice([["repeated_marketing"], ["repeated_marketing", "member_service"], ["member_service"]]))
    return {
        "kind": "consent",
        "state": rng.choices(["given", "withdrawn", "lapsed"], [90, 7, 3])[0],
        "given_at": given,
        "until": FOREVER,
        "handler": "brand",
        "purposes": frozenset(
            rng.choice([["repeated_marketing"], ["member_service"], ["repeated_marketing", "trade"]])
        ),
        "channels": frozenset(rng.choice([["sms"], ["sms", "email"], ["wecom"]])),
        "categories": frozenset({"phone"}),
        "manner": rng.choice(["tick", "separate_tick", "scan", "registration_deemed", "reply"]),
        "separate": rng.random() < 0.5,  # noqa: PLR2004  # a share of the invented people
        "recipients": frozenset[str](),
        "guardian": "none",
        "evidence": rng.choice("ABCDE"),
        "notice_shown_at": given - 60_000_000,
        "notice_published_at": NEVER,
        "notice_purposes": told,
        "notice_channels": frozenset({"sms", "email", "wecom"}),
        "notice_categories": frozenset({"phone"}),
        "notice_elements": rng.choice([ELEMENTS, ELEMENTS, ELEMENTS - {"retention"}]),
    }


def _draw_stop(rng: random.Random) -> Record:
    return {
        "kind": "withdrawal",
        "at": 1_700_000_000_000_000,
        "purposes": frozenset({"repeated_marketing"}),
        "channels": frozenset({"sms", "wecom", "email"}),
        "standing": rng.random() < 0.8,  # noqa: PLR2004  # a share of the invented people
    }


def _draw_origin(rng: random.Random) -> Record:
    own = rng.random() < 0.3  # noqa: PLR2004  # a share of the invented people
    return {
        "kind": "own_form" if own else "platform_order",
        "platform": "" if own else rng.choice(["taobao_tmall", "jd", "douyin", "kuaishou", "pdd", "xiaohongshu"]),
        "shop": "一号店",
        "at": 1_650_000_000_000_000,
        "mode": "direct" if own else "indirect",
        "member_state": rng.choice(["none", "active", "left"]),
        "handler": "brand",
    }


def bench_single(program: Program) -> Iterator[str]:
    """Yield the lines of the benchmark; Cedar is left out, and that is said, when `cedarpy` is not installed."""
    people = draw_people(PEOPLE, seed=1)
    rules = sum(len(_rules(gate)) for gate in program.gates)
    yield f"{PEOPLE:,} 个虚构的人，规则 {rules} 条，问 {len(program.atoms)} 项"
    slow = statistics.median(_micros(lambda: [decide_one(program, who) for who in people[:FEW]], FEW) for _ in range(3))
    yield f"规范引擎（逐条求值）：每次 {slow:.0f} µs"
    first, again = [], []
    for _ in range(ROUNDS):
        decide = Decider(program).decide
        first.append(_micros(partial(_decide_all, decide, people), PEOPLE))
        again.append(_micros(partial(_decide_all, decide, people), PEOPLE))
    cold, ours = statistics.median(first), statistics.median(again)
    yield "编译后的引擎，带依据、缺项和义务（目标 20 µs）："
    yield f"  首次遇到各种组合 {cold:.1f} µs，之后 {ours:.1f} µs"
    try:
        import cedarpy
    except ImportError:
        yield "没有安装 cedarpy，不比较（pip install cedarpy）"
        return
    requests = [_cedar_request(who) for who in people[:BATCH]]
    batch = statistics.median(
        _micros(lambda: cedarpy.is_authorized_batch(requests, CEDAR, []), BATCH) for _ in range(ROUNDS)
    )
    one = statistics.median(
        _micros(lambda: [cedarpy.is_authorized(held, CEDAR, []) for held in requests[:FEW]], FEW) for _ in range(ROUNDS)
    )
    yield f"cedarpy，{CEDAR.count('@id')} 条等价策略：每批 {BATCH:,} 个每次 {batch:.1f} µs，单个 {one:.1f} µs"
    yield f"快 {batch / ours:.1f} 倍（对批量，目标 5 倍），{one / ours:.1f} 倍（对单个）"


def _decide_all(decide: Callable[[Facts], Decision], people: list[Facts]) -> None:
    for who in people:
        decide(who)


def _rules(gate: Any) -> tuple[Any, ...]:
    return (*gate.closing, *gate.opening, *gate.default, *gate.duties)


def _micros(work: Callable[[], object], count: int) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) / count * 1e6


def _cedar_request(facts: Facts) -> dict[str, Any]:
    """Return the request with everything about the records answered beforehand."""
    consents = facts.records["consent"]
    live = [held for held in consents if held["state"] == "given" and "repeated_marketing" in _set(held, "purposes")]
    on_channel = [held for held in live if "sms" in _set(held, "channels")]
    told = [held for held in on_channel if "repeated_marketing" in _set(held, "notice_purposes")]
    active = [held for held in told if held["manner"] not in ("scan", "registration_deemed")]
    whole = [held for held in active if _set(held, "notice_elements") >= ELEMENTS]
    origins = facts.records["origin"]
    context = {
        "age_band": facts.scalars["age_band"],
        "deceased": facts.scalars["deceased"],
        "contact_class": facts.scalars["contact_class"],
        "guardian_agreed": False,
        "consent_covers": bool(whole),
        "consent_ended": any(held["state"] != "given" for held in consents),
        "notice_narrow": len(told) < len(on_channel),
        "notice_incomplete": len(whole) < len(active),
        "passive": len(active) < len(told),
        "other_channel": len(on_channel) < len(live),
        "unproven": any(held["evidence"] == "E" for held in consents),
        "refusal_stands": any(held["standing"] for held in facts.records["refusal"]),
        "purpose_changed": any(held["kind"] == "platform_order" for held in origins),
        "platform_only": all(held["platform"] for held in origins),
        "member_route": any(held["member_state"] == "active" for held in origins),
    }
    return {"principal": 'Handler::"brand"', "action": 'Action::"use"', "resource": 'Person::"one"', "context": context}


def _set(record: Record, name: str) -> frozenset[str]:
    held = record[name]
    return held if isinstance(held, frozenset) else frozenset()
