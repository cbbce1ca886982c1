"""Names that a label, a relative or a verb leaves no doubt about."""

from __future__ import annotations

import pytest

from yunnuo.identify.text import find_spans


def _names(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_spans(text) if span.kind == "name"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("收件人：赵建国", "赵建国"),
        ("收件人：李解放，电话 19900012345", "李解放"),
        ("收货人 陈建设", "陈建设"),
        ("姓名：张希望", "张希望"),
        ("联系人是小宇", "小宇"),
        ("我叫王建国", "王建国"),
        ("我老公赵建国", "赵建国"),
        ("收件人：欧阳建国", "欧阳建国"),
        ("赵刚签收", "赵刚"),
        ("麻烦了，郭涛收。", "郭涛"),
    ],
)
def test_found(text: str, name: str) -> None:
    """What is built as a name is one there, however common the words in it are."""
    assert [name] == _names(text)


@pytest.mark.parametrize(
    "text",
    [
        "联系人：无",
        "收件人：前台",
        "收货人改成物业",
        "收货人信息错了",
        "姓名贴要蓝色",
        "我爸常去拿",
        "我妈方便收",
        "马上签收",
        "高价收",
        "包装好签收",
        "统一签收",
    ],
)
def test_left_alone(text: str) -> None:
    """What is written there instead of a name is none."""
    assert [] == _names(text)
