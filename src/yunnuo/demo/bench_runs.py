"""What benchmarks of whole commands share: an invented order file of any size, and a process measured to its end.

All people are invented. It must never measure anything but the process it started and that one's children.
"""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass

import psutil

# Youzan's order download: 60 columns, UTF-8, TAB before phone numbers.
ORDERS = """
COPY (SELECT 'E2026' || lpad(i::VARCHAR, 16, '0') AS "订单号", '小程序' AS "销售渠道", '允诺样例小程序' AS "归属店铺",
  '普通订单' AS "订单类型",
  '交易完成' AS "订单状态", '-' AS "推广方式", '微信小程序' AS "订单来源",
  strftime(TIMESTAMP '2025-01-01 08:00:00' + to_seconds(i * 7 % 31000000), '%Y-%m-%d %H:%M:%S') AS "订单创建时间",
  strftime(TIMESTAMP '2025-01-01 08:05:00' + to_seconds(i * 7 % 31000000), '%Y-%m-%d %H:%M:%S') AS "买家付款时间",
  '-' AS "交易成功时间", '微信支付' AS "付款方式", lpad((hash(i) % 100000000000000)::VARCHAR, 28, '4') AS "支付流水号",
  (i % 900 + 10)::VARCHAR AS "商品金额合计", '0' AS "运费",
  '0' AS "店铺优惠合计", (i % 900 + 10)::VARCHAR AS "应收订单金额",
  (i % 900 + 10)::VARCHAR AS "订单实付金额", '0' AS "支付优惠合计", (i % 900 + 10)::VARCHAR AS "订单实收金额",
  '0' AS "订单抵用积分数", '-' AS "店铺优惠方式", '-' AS "支付优惠方式",
  '样例洗护两件套 ' || (i % 97)::VARCHAR AS "全部商品名称",
  '1' AS "商品种类数", '快递' AS "订单配送方式",
  '-' AS "同城送达时间/提货时间",
  '浙江省' AS "收货人省份", '杭州市' AS "收货人城市", '西湖区' AS "收货人地区",
  '样例路 ' || (i % 9999)::VARCHAR || ' 号 3 幢 201 室' AS "详细收货地址/提货地址", '样例人' AS "收货人/提货人",
  chr(9) || '1990' || lpad((hash(i % {people}) % 10000000)::VARCHAR, 7, '0') AS "收货人手机号/提货人手机号",
  '-' AS "买家备注", '-' AS "订单星级", 'star' || (i % {people})::VARCHAR AS "买家昵称", '否' AS "买家是否会员",
  chr(9) || '1990' || lpad((hash(i % {people}) % 10000000)::VARCHAR, 7, '0') AS "买家手机号",
  '-' AS "下单网点", '-' AS "收银员", '-' AS "分销员", '-' AS "销售导购", '-' AS "专属导购",
  '-' AS "订单退款状态",
  '0' AS "订单已退款金额", '-' AS "商家订单备注", '-' AS "桌号", '-' AS "挂账主体",
  '-' AS "挂账手机号", '-' AS "团长订单",
  '-' AS "订单风险标签", '-' AS "分销员 ", '-' AS "分销员手机号", '-' AS "分销员所属店铺", '-' AS "分销员所属团队",
  '-' AS "分销员所属分组", '-' AS "分销员等级", '-' AS "订单佣金类型", '0' AS "订单佣金金额",
  '-' AS "订单下级卖货提成类型", '0' AS "订单下级卖货提成金额"
FROM range({rows}) t(i)) TO '{file}' (FORMAT csv, HEADER)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One measured process: seconds of wall time and the peak resident bytes of its tree."""

    seconds: float
    peak: int


def run_tree(command: list[str]) -> Run:
    """Run a command to its end, measuring its whole process tree; raise CalledProcessError when it fails."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:  # noqa: S603  # our own command
        watched, peak = psutil.Process(process.pid), 0
        while process.poll() is None:
            peak = max(peak, _resident(watched))
            time.sleep(0.02)
        message = process.stderr.read() if process.stderr else b""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=message.decode(errors="replace"))
    return Run(time.perf_counter() - started, peak)


def _resident(process: psutil.Process) -> int:
    total = 0
    try:
        for member in (process, *process.children(recursive=True)):
            total += member.memory_info().rss
    except psutil.NoSuchProcess:
        return total
    return total
