"""The next three commands for each kind of user, printed after the demo; commands as text, nothing is run."""

from __future__ import annotations

from shlex import quote
from typing import Final, NamedTuple

_MARKETING: Final = "--workspace {workspace} --purpose repeated_marketing --channel sms"
_SAMPLE: Final = "--phone - --workspace {workspace} < {folder}/sample_phone.txt"


class Step(NamedTuple):
    """One command to try and what it shows."""

    says: str
    command: str


_STEPS: Final = (
    (
        "营销运营",
        (
            Step(
                "同一批人，换成发货通知：不用同意也可以",
                "screen {folder}/orders/youzan_orders.csv --workspace {workspace} --purpose delivery --channel sms "
                "--out {workspace}/results/delivery",
            ),
            Step(
                "只筛自有小程序的客户",
                "screen {folder}/orders/youzan_customers.csv " + _MARKETING + " --out {workspace}/results/customers",
            ),
            Step(
                "没有规则包的平台：不猜，答“无法判断”",
                "screen {folder}/orders/weixin_shop.xlsx " + _MARKETING + " --out {workspace}/results/weixin",
            ),
        ),
    ),
    (
        "个人信息保护负责人、法务",
        (
            Step("五版告知各写明了什么、缺什么", "notice show --workspace {workspace}"),
            Step("一条规则的原样：要旨和条件", "rules show pipl.a014"),
            Step("备份台账（密钥另行保管）", "backup {workspace}-backup.db --workspace {workspace}"),
        ),
    ),
    (
        "客服",
        (
            Step("来电的人是谁，号码从哪里来", "people find " + _SAMPLE),
            Step("同意过什么、撤回过什么", "consent show " + _SAMPLE),
            Step("记下撤回；之后再筛，名单里就没有这个人", "consent withdraw " + _SAMPLE),
        ),
    ),
    (
        "数据工程",
        (
            Step(
                "同一个事件文件再导一次：什么也不变",
                "consent import {folder}/events/02_consents.csv --workspace {workspace}",
            ),
            Step(
                "每一列是什么、敏感不敏感、重复营销用不用得着",
                "identify {folder}/orders/douyin.csv --purpose repeated_marketing "
                "--html {workspace}/results/register.html",
            ),
            Step("不经过台账，只判断一件事", "decide {folder}/facts.yaml --json"),
        ),
    ),
    (
        "审计、监管",
        (
            Step(
                "按 2022-10-14 当天的法律和事实重新筛",
                "screen {folder}/orders/youzan_orders.csv "
                + _MARKETING
                + " --on 2022-10-14 --out {workspace}/results/2022",
            ),
            Step("“注册即视为同意”：当年可以，今天不可以", "decide {folder}/facts.yaml --on 2022-10-14"),
            Step("一个人的证据包：断网也能核对", "evidence prove --out {workspace}-proof.zip " + _SAMPLE),
        ),
    ),
    (
        "消费者本人",
        (
            Step(
                "先发布一版写全的告知，每一项都核对过",
                "notice publish {folder}/notice_in_full.yaml --workspace {workspace}",
            ),
            Step(
                "官网上的入口：打开先看到告知，再逐项选择",
                "notice link N2026-09 --name 官网 --workspace {workspace}",
            ),
            Step("提供这些页面（浏览器打开上面的入口，或者 /me/；Ctrl-C 停止）", "serve --workspace {workspace}"),
        ),
    ),
)


def next_steps(
    folder: str = "demo-brand/files", workspace: str = "demo-brand", program: str = "yunnuo"
) -> list[tuple[str, list[Step]]]:
    """Return (kind of user, three steps) whose commands run as they stand when pasted into a shell.

    `program` is how the product is called in this shell, already quoted. A phone is read from standard input (`-`), so
    that no number stands in the history of a shell; the brand's folder holds one to try in `sample_phone.txt`.
    """
    places = {"folder": quote(folder), "workspace": quote(workspace)}
    return [
        (who, [Step(step.says, f"{program} {step.command.format(**places)}") for step in steps])
        for who, steps in _STEPS
    ]
