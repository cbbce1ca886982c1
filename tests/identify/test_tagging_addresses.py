"""Delivery addresses in free text: where they begin and end, and what is none."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.demo.remarks import make_address
from yunnuo.identify.folding import Folded
from yunnuo.identify.recognizers import address
from yunnuo.identify.tagging.tagged import find_addresses

FOUND = {
    "寄到浙江省杭州市西湖区样例路1号2幢301室，谢谢": "浙江省杭州市西湖区样例路1号2幢301室",
    "云南普洱墨江哈尼族自治县示范乡演示二路3号": "云南普洱墨江哈尼族自治县示范乡演示二路3号",
    "地址样例中路12号虚构大厦5楼周雨桐19900012345": "样例中路12号虚构大厦5楼",
    "何静19900012345江苏省南京市鼓楼区允诺街8号": "江苏省南京市鼓楼区允诺街8号",
    "收货湖北省 武汉市 洪山区 示范大道9号，辛苦了": "湖北省 武汉市 洪山区 示范大道9号",
    "改到四川省成都市武侯区****": "四川省成都市武侯区****",
    "𠮷👍送到虚构小区3栋2单元": "虚构小区3栋2单元",
}
UNROADED = {
    "改送东城丽景B座1703室": "东城丽景B座1703室",
    "送阳光花园3栋2单元502，谢谢": "阳光花园3栋2单元502",
    "大石村三组，到了打电话": "大石村三组",
    "放幸福里小区菜鸟驿站，谢谢": "幸福里小区菜鸟驿站",
    "放在星河湾二期西门岗亭": "星河湾二期西门岗亭",
    "学校地址第三中学高二(5)班": "第三中学高二(5)班",
    "协和医院住院部9楼22床，急": "协和医院住院部9楼22床",
    "天河城写字楼22F到了电话": "天河城写字楼22F",
    "滨江北路与新芜路交汇处世茂滨江中心": "滨江北路与新芜路交汇处世茂滨江中心",
    "稠城街道下骆宅样例幼儿园": "稠城街道下骆宅样例幼儿园",
    "浙江省 杭州市，余杭区、良渚街道 春漫里9-2-601": "浙江省 杭州市，余杭区、良渚街道 春漫里9-2-601",
    "浙江-杭州-余杭区样例路8号": "浙江-杭州-余杭区样例路8号",
    "台州玉环县样例工业区里面电联": "台州玉环县样例工业区里面",
    "门牌写错了是7号楼2单元1101不是1001": "7号楼2单元1101",
}
NO_ADDRESSES = (
    "小区门口有驿站吗，我们公司楼下就有",
    "买了3栋积木，欧式一栋房子模型",
    "景德镇的碗破了两只，广西电视台",
    "发往浙江省、江苏省、上海市包邮吗",
    "青岛啤酒很好喝",
    "路由器11月16号发的货",
    "美式乡村风格的壁灯",
    "订单23116388416还没到",
    "180*200cm，100-130斤",
    "上面一层有点破，第二层还行",
    "",
)


@pytest.mark.parametrize(("text", "expected"), FOUND.items())
def test_addresses_are_found_whole(text: str, expected: str) -> None:
    """An address is found from its first part to its last, without cues, names or phones."""
    assert [expected] == [text[span.start : span.end] for span in find_addresses(Folded(text))]


@pytest.mark.parametrize(("text", "expected"), UNROADED.items())
def test_addresses_without_a_road_are_found_whole(text: str, expected: str) -> None:
    """A house, a village, a spot in a place or a town tells an address, whatever signs stand between its parts."""
    assert [expected] == [text[span.start : span.end] for span in find_addresses(Folded(text))]


def test_divisions_alone_are_a_region() -> None:
    """Province, city, district and town without a place in them are a region, no address."""
    kinds = [
        span.kind for span in find_addresses(Folded("发到浙江省温州市苍南县灵溪镇，还是浙江省杭州市西湖区样例路1号"))
    ]
    assert ["region", "address"] == kinds


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_places_in_talk_are_no_addresses(text: str) -> None:
    """A place that only names goods, a floor or a date is no address."""
    assert [] == list(find_addresses(Folded(text)))


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_invented_addresses_are_found_nearly_whole(seed: int) -> None:
    """Any invented address between signs is found, most of its characters at least."""
    made = make_address(random.Random(seed)).value  # noqa: S311  # invented
    text = f"收货，{made}。谢谢"
    covered = sum(min(span.end, 3 + len(made)) - max(span.start, 3) for span in find_addresses(Folded(text)))
    assert covered >= 0.6 * len(made)


@pytest.mark.parametrize(
    "unit",
    [
        "1号",
        "路",
        "省",
        "市区",
        "*",
        "1-",
        "一二三",
        "浙江省",
        "村组",
        "A1 ",
        "3栋1单元",
        "小区驿站",
        "路与路路口",
        "村3组",
        "镇工业区店",
    ],
)
def test_no_text_takes_long(unit: str) -> None:
    """A text of 60,000 characters of the worst kind is read in a few seconds."""
    started = time.process_time()
    list(find_addresses(Folded(unit * (60_000 // len(unit)))))
    assert 5 > time.process_time() - started


def test_the_mask_leaves_the_divisions() -> None:
    """The mask leaves province, city and district and hides the rest."""
    assert "浙江省杭州市西湖区****" == address.mask(address.EXAMPLE)
    assert address.is_valid(address.EXAMPLE)
