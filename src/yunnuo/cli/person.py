"""Naming a person on the command line: by a contact point, an account, a receipt, or a complaint made while signed in.

One person, named in one way; what was typed never comes back in a message.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from yunnuo.cli.common import open_records, open_words
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from yunnuo.flows.persons import Person
    from yunnuo.flows.workspace import Workspace
    from yunnuo.people.keys import KeyValue

PhoneOption = Annotated[
    str | None, typer.Option("--phone", metavar="VALUE", help="手机号；写 - 从标准输入读，不留在命令历史里。")
]
EmailOption = Annotated[str | None, typer.Option("--email", metavar="VALUE", help="电子邮箱；- 从标准输入读。")]
AccountOption = Annotated[
    str | None, typer.Option("--account", metavar="VALUE", help="平台账号；- 从标准输入读；要同时写平台和店铺。")
]
PlatformOption = Annotated[str, typer.Option("--platform", metavar="WORD", help="账号属于哪个平台。")]
ShopOption = Annotated[str, typer.Option("--shop", metavar="NAME", help="账号属于哪家店。")]
ReceiptOption = Annotated[str | None, typer.Option("--receipt", metavar="NUMBER", help="本人出示的凭证号。")]
ComplaintOption = Annotated[
    str | None, typer.Option("--complaint", metavar="NUMBER", help="本人登录后提的投诉的编号，指提它的人。")
]


@dataclass(frozen=True, slots=True)
class Named:
    """How a person was named on the command line; empty = not in this way."""

    phone: str | None = None
    email: str | None = None
    account: str | None = None
    platform: str = ""
    shop: str = ""
    receipt: str | None = None
    complaint: str | None = None

    @property
    def key(self) -> tuple[str | None, str | None, str | None]:
        """Return the values a key is made of."""
        return self.phone, self.email, self.account


def read_person(named: Named) -> KeyValue:
    """Return the key a person is named by; raise InputError unless it is exactly one."""
    from yunnuo.flows.persons import read_key

    kinds = ("phone", "email", "platform_account")
    given = [(kind, word) for kind, word in zip(kinds, named.key, strict=True) if word]
    if len(given) != 1:
        raise InputError("people.key", "要用一种标识找人", todo="在 --phone、--email、--account 里写一个")
    kind, word = given[0]
    text = sys.stdin.readline() if word == "-" else word
    return read_key(kind, text, named.platform, named.shop, open_words())


def find_named(workspace: Path, named: Named) -> tuple[Workspace, Person]:
    """Return the records of a workspace and what they hold of the person named; what was typed is checked first.

    Raises InputError unless named in exactly one way, RefusedError when nobody is on record by it.
    """
    from yunnuo.flows.complainants import find_by_complaint
    from yunnuo.flows.persons import find_by_receipt, find_person, read_individual

    _refuse_several(named)
    key = None if named.receipt or named.complaint else read_person(named)
    records = open_records(workspace)
    if key:
        return records, find_person(records, key)
    found = (
        find_by_receipt(records, named.receipt) if named.receipt else find_by_complaint(records, named.complaint or "")
    )
    return records, read_individual(records, found)


def find_target(workspace: Path, named: Named) -> tuple[Workspace, KeyValue | int]:
    """Return the records of a workspace and whom a stop is of; a contact point nobody is on record by is kept too.

    Raises InputError unless named in exactly one way, RefusedError for a complaint of somebody who had not signed in.
    """
    from yunnuo.flows.complainants import find_complainant

    _refuse_several(named)
    if not named.complaint:
        key = read_person(named)
        return open_records(workspace), key
    records = open_records(workspace)
    return records, find_complainant(records, named.complaint)


def _refuse_several(named: Named) -> None:
    if sum(map(bool, (*named.key, named.receipt, named.complaint))) > 1:
        raise InputError(
            "people.named", "找人的办法写了不止一种", todo="在 --phone、--email、--account 和编号里只留一个"
        )
