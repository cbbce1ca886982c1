"""One person as customer service sees them: found by a key, shown masked, withdrawn at once.

Nothing shown here names anybody: contact points are masked, keys never leave the lookup.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yunnuo.consent.cells import fold_names
from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.consent.fields import NOBODY
from yunnuo.consent.models import ConsentEvent, StopEvent
from yunnuo.flows.errors import resolve_word
from yunnuo.flows.one_event import record_events, record_stop
from yunnuo.flows.separate_items import find_agreed, find_stopped, is_apart, name_recipients
from yunnuo.flows.stopping import make_stop
from yunnuo.ledger.receipts import read_receipt
from yunnuo.people.keys import KeyKind, KeyValue, account_scope, normalise_value
from yunnuo.people.models import ContactPoint, Individual, Key, MembershipEvent, Origin
from yunnuo.protect.cipher import open_values
from yunnuo.protect.index import blind_index
from yunnuo.protect.masking import mask_contact
from yunnuo.rights.complaints import open_complaint
from yunnuo.terms.errors import InputError, RefusedError
from yunnuo.terms.instant import show_instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yunnuo.flows.workspace import Workspace
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.instant import Instant

STOP_ZH = {"withdrawal": "撤回", "refusal": "拒绝", "suppression": "停止联系"}
MEMBER_ZH = {"join": "入会", "leave": "退会", "hide": "隐藏"}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The number of its entry, and the recipients it names that no agreement on record does."""

    seq: int
    unnamed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """What is on record about one individual; contact points are masked."""

    individual: int
    circle_size: int
    contacts: tuple[str, ...]
    origins: tuple[Origin, ...]
    members: tuple[MembershipEvent, ...]
    consents: tuple[ConsentEvent, ...]
    stops: tuple[StopEvent, ...]

    def summary_lines(self, vocabulary: Vocabulary) -> list[str]:
        """Return who this is, in a few lines."""
        lines = [f"个人 {self.individual}（与另外 {self.circle_size - 1} 人有关联，撤回对他们同样生效）"]
        lines += [f"  联系方式：{contact}" for contact in self.contacts] or ["  没有联系方式"]
        for origin in self.origins:
            place = " ".join(filter(None, (vocabulary.zh("platforms", origin.platform), origin.shop)))
            lines.append(f"  来源：{origin.kind} {place}" + (f"，{show_instant(origin.at)}" if origin.at else ""))
        lines += [
            f"  会员：{vocabulary.zh('platforms', item.platform)} {item.shop} {MEMBER_ZH[item.state]}"
            for item in self.members
        ]
        lines.append(f"  同意 {len(self.consents)} 条，拒绝、撤回和停止联系 {len(self.stops)} 条")
        return lines

    def event_lines(self, vocabulary: Vocabulary) -> list[str]:
        """Return consents and stops by their own time, newest first."""
        dated = [(item.at, _consent_line(item, vocabulary)) for item in self.consents]
        dated += [(item.at, _stop_line(item, vocabulary)) for item in self.stops]
        return [line for _, line in sorted(dated, reverse=True)] or [
            "没有同意、拒绝或撤回的记录（没有记录不等于没有发生）。"
        ]


def _consent_line(item: ConsentEvent, vocabulary: Vocabulary) -> str:
    word = "主动要求" if item.kind != "consent" else "单独同意" if item.separate else "同意"
    scope = "；".join(_name_scope(item, vocabulary))
    manner = vocabulary.zh("manners", item.manner)
    notice = item.notice_version or "未记录"
    until = f"，有效期至 {show_instant(item.until)}" if item.until is not None else ""
    return f"{show_instant(item.at)} {word}：{scope}（{manner}，告知 {notice}，证据 {item.grade}{until}）"


def _name_scope(item: ConsentEvent, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield purposes and channels; of what was agreed separately also what is used and who gets it."""
    sentence = find_agreed(item)
    yield _names(vocabulary, "purposes", item.purposes)
    if sentence is None:
        yield _name_channels(vocabulary, item.channels)
    if item.separate:
        yield f"用到 {_names(vocabulary, 'categories', item.categories) or '未写明'}"
        names = name_recipients(item, sentence)
        if names:
            yield f"提供给 {'、'.join(names)}"
    if sentence is not None:
        yield f"原话“{sentence.text}”"


def _stop_line(item: StopEvent, vocabulary: Vocabulary) -> str:
    purposes = _names(vocabulary, "purposes", item.purposes) or "全部目的"
    limits = [f"提供给 {'、'.join(name_recipients(item, find_stopped(item)))}"] if item.recipients else []
    limits += [f"用到 {_names(vocabulary, 'categories', item.categories)}"] if item.categories else []
    if is_apart(item):
        return f"{show_instant(item.at)} {STOP_ZH[item.kind]}单独同意：{purposes}；{'；'.join(limits)}"
    channels = _name_channels(vocabulary, item.channels) or "全部渠道"
    only = f"（仅限 {'；'.join(limits)}）" if limits else ""
    return f"{show_instant(item.at)} {STOP_ZH[item.kind]}：{purposes}；{channels}{only}"


def _name_channels(vocabulary: Vocabulary, joined: str) -> str:
    return "不联系本人" if joined == NO_CHANNEL else _names(vocabulary, "channels", joined)


def _names(vocabulary: Vocabulary, list_name: str, joined: str) -> str:
    return "、".join(vocabulary.zh(list_name, word) for word in joined.split(";") if word)


def read_key(kind: str, word: str, platform: str, shop: str, vocabulary: Vocabulary) -> KeyValue:
    """Return the key a user named; raise InputError, without the value, when it cannot be one."""
    value = normalise_value(KeyKind(kind), word.strip())
    if value is None:
        raise InputError(
            "people.key", f"这不是完整的{KeyKind(kind).zh}", why="打码、密文和虚拟号不能指明是谁", todo="输入完整的原值"
        )
    if kind != KeyKind.PLATFORM_ACCOUNT:
        return KeyValue(kind, "", value)
    if not (platform and shop):
        raise InputError("people.key", "平台账号要写明平台和店铺", todo="加上 --platform 和 --shop")
    return KeyValue(kind, account_scope(resolve_word(vocabulary, "platforms", "平台", platform), shop), value)


def find_person(workspace: Workspace, key: KeyValue) -> Person:
    """Return whoever is known by the key, under any retained key version; raise RefusedError when nobody is."""
    blinds = [blind_index(version, *key) for version in workspace.ring.versions]
    held = Key.objects.filter(blind__in=blinds).first()
    if held is None:
        raise RefusedError("people.unknown", "没有这个标识的记录", why="没有记录不等于本人没有同意或拒绝过")
    return read_individual(workspace, held.individual_id)


def read_individual(workspace: Workspace, individual: int) -> Person:
    """Return what is on record about an individual known by number."""
    who = Individual.objects.get(pk=individual)
    points = ContactPoint.objects.filter(individual=who)
    return Person(
        individual=who.pk,
        circle_size=Individual.objects.filter(circle=who.circle, merged_into=None).count(),
        contacts=tuple(_masked(workspace, point) for point in points),
        origins=tuple(Origin.objects.filter(individual=who).order_by("at")),
        members=tuple(MembershipEvent.objects.filter(individual=who).order_by("at")),
        consents=tuple(ConsentEvent.objects.filter(individual=who)),
        stops=tuple(StopEvent.objects.filter(individual__circle=who.circle)),
    )


def find_by_receipt(workspace: Workspace, number: str) -> int:
    """Return whose receipt it is; raise RefusedError when no such receipt was given out, or what it told is erased."""
    seq = read_receipt(workspace.ring.versions, number)
    for model in (ConsentEvent, StopEvent):
        held = model.objects.filter(seq=seq).values_list("individual_id", flat=True).first() if seq else None
        if held is not None:
            return int(held)
    if seq and open_complaint(seq):
        todo = "用 yunnuo people complaints 编号 看内容；找提它的人，用 --complaint"
        raise RefusedError("people.receipt_complaint", "这是投诉的编号，不是凭证号", todo=todo)
    raise RefusedError("people.receipt", "没有这个凭证号的记录", todo="核对凭证号；本人要求删除之后，凭证不再查得到")


def _masked(workspace: Workspace, point: ContactPoint) -> str:
    (value,) = open_values(workspace.ring, point.kind, [bytes(point.sealed)])
    return f"{KeyKind(point.kind).zh} {mask_contact(point.kind, value)}"


def record_withdrawal(  # noqa: PLR0913  # what is withdrawn, by whom, when
    workspace: Workspace,
    who: KeyValue | int,
    purposes: Sequence[str],
    channels: Sequence[str],
    vocabulary: Vocabulary,
    *,
    recipients: Sequence[str] = (),
    categories: Sequence[str] = (),
    now: Instant,
) -> Withdrawal:
    """Record a withdrawal; it is in force once this returns.

    `who` is a key, or an individual known by number. Empty purposes or channels mean all; recipients or categories
    limit it to those. A key nobody is known by is kept and takes hold when it appears. Raises InputError for a limit
    that names nobody: it would stop nothing.
    """
    named = [resolve_word(vocabulary, "purposes", "目的", word) for word in purposes]
    routes = [resolve_word(vocabulary, "channels", "渠道", word) for word in channels]
    whom = fold_names("；".join(recipients), NOBODY)
    if recipients and not whom.strip(";"):
        raise InputError("consent.limited", "没有写明接收方", todo="写接收方的名称；全部撤回就不要用 --recipient")
    what = tuple(sorted(resolve_word(vocabulary, "categories", "信息种类", word) for word in categories))
    key = KeyValue("individual", "", str(who)) if isinstance(who, int) else who
    event = make_stop("withdrawal", key, named, routes, recipients=whom, categories=what, now=now)
    if isinstance(who, int):
        recorded = record_stop(workspace, event, who, now=now)
    else:
        (recorded,) = record_events(workspace, [event], now=now)
    return Withdrawal(recorded.seq, _list_unnamed(recorded.individual, whom))


def _list_unnamed(individual: int, recipients: str) -> tuple[str, ...]:
    """Return the recipients no agreement on record names: nothing ended for them, or the name is another."""
    agreed = (
        ConsentEvent.objects.filter(individual=individual).exclude(recipients="").values_list("recipients", flat=True)
    )
    known = {name for joined in agreed for name in joined.split(";")}
    return tuple(name for name in recipients.split(";") if name and name not in known)
