"""The next three commands for each kind of user, printed after the demo; commands as text, nothing is run."""

from __future__ import annotations

from typing import Final

_SCREEN: Final = "yunnuo screen {folder}/orders/youzan_orders.csv --workspace {workspace} --purpose repeated_marketing"

_STEPS: Final = (
    (
        "营销运营",
        (
            _SCREEN + " --channel sms --out screen-sms",
            _SCREEN + " --channel wecom --out screen-wecom",
            "yunnuo people import {folder}/orders/tmall.csv --workspace {workspace}",
        ),
    ),
    (
        "个人信息保护负责人、法务",
        (
            "yunnuo notice show --workspace {workspace}",
            "yunnuo rules check",
            "yunnuo backup {workspace}-backup.db --workspace {workspace}",
        ),
    ),
    (
        "客服",
        (
            "yunnuo people find --phone - --workspace {workspace}",
            "yunnuo consent show --phone - --workspace {workspace}",
            "yunnuo consent withdraw --phone - --workspace {workspace}",
        ),
    ),
    (
        "数据工程",
        (
            "yunnuo consent import {folder}/events/02_consents.csv --workspace {workspace}",
            "yunnuo rules facts --json",
            "yunnuo decide facts.yaml --json",
        ),
    ),
    (
        "审计、监管",
        (
            "yunnuo rules check --json",
            _SCREEN + " --channel sms --on 2022-10-14 --out screen-20221014",
            "yunnuo decide facts.yaml --on 2022-10-14",
        ),
    ),
)


def next_steps(folder: str = "demo-brand", workspace: str = "demo-brand") -> list[tuple[str, list[str]]]:
    """Return (kind of user, three commands) with the brand's folder and the workspace filled in.

    A phone is read from standard input (`-`), so that no number stands in the history of a shell.
    """
    return [(who, [step.format(folder=folder, workspace=workspace) for step in steps]) for who, steps in _STEPS]
