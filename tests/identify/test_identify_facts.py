"""Facts about people by their headers, headers that say what their cells are not, and columns nobody can recognise."""

from __future__ import annotations

import pytest
from identify_tables import ROWS, WRITERS, make_column, type_one

from yunnuo.identify.columns.headers import read_header
from yunnuo.identify.columns.lexicon import column_kinds, fitting_cells
from yunnuo.identify.layouts import LAYOUTS

SENSITIVE = {
    "medical_health": "病史|过敏史|药物过敏|是否过敏|孕周|预产期|末次月经|用药情况|体检结果|血压|是否怀孕",
    "religious_belief": "宗教信仰|信仰|religion",
    "biometrics": "指纹ID|人脸照片|人脸特征|声纹|虹膜|face_id|基因检测",
    "specific_identity": "残疾证号|残疾类别|是否残疾|低保户",
    "sexual_life": "性取向",
    "financial_account": "密码|支付密码|password|月收入|年薪|收入（元）|信用额度|余额",
    "identity_document": "身份证照片|证件正面|征信报告|犯罪记录|芝麻信用分",
    "": "宝宝姓名|宝宝生日|孩子年龄|儿童身高|月龄|学校|班级|年级|就读学校",
}
ORDINARY = {
    "body": "身高|体重|身高(cm)|血型|罩杯|胸围|肤质|bmi",
    "age": "年龄|年龄段|age|客户年龄",
    "personal_status": "民族|婚姻状况|婚姻状态|政治面貌",
    "personal_trait": "学历|职业|星座|兴趣爱好|国籍",
    "photo": "头像|avatar|会员照片",
    "pickup_code": "取件码|短信验证码",
    "address": "门牌号|房号",
    "account": "会员卡|会员编号|淘宝ID",
}
# What sounds alike and speaks of goods, of a child's things or of nobody.
OTHERS = "适用年龄|适用肤质|适合发质|儿童尺码|指纹锁型号|结算收入|page|package|重量|height|是否会员|民族风连衣裙款号"
FACTS = {"medical", "religion", "child", "schooling", "biometric", "special_identity", "income", "secret"}


@pytest.mark.parametrize(("kind", "headers"), SENSITIVE.items())
def test_sensitive_by_header(kind: str, headers: str) -> None:
    """What the law names is sensitive by its header alone, in its class, and its examples say nothing."""
    for header in headers.split("|"):
        found = type_one(header, [f"某{row % 7}项" for row in range(ROWS)])

        assert (True, True, kind) == (found.is_personal, found.is_sensitive, found.sensitive_kind), header
        assert {"****"} >= set(found.examples), header


@pytest.mark.parametrize(("kind", "headers"), ORDINARY.items())
def test_ordinary_facts(kind: str, headers: str) -> None:
    """Other facts about a person are personal whatever numbers stand in them, and not sensitive as such."""
    for header in headers.split("|"):
        found = type_one(header, [str(100 + row % 60) for row in range(ROWS)])

        assert (kind, True, False) == (found.kind, found.is_personal, found.is_sensitive), header


def test_what_only_sounds_alike() -> None:
    """Properties of goods and other words are none of these facts."""
    facts = {*ORDINARY, *FACTS}

    assert [] == [header for header in OTHERS.split("|") if read_header(header)[0] in facts]


@pytest.mark.parametrize("header", ["民族", "婚姻状况", "学校"])
def test_what_a_person_decides(header: str) -> None:
    """Where the list of the law leaves a question, a person is asked it, unless the column is empty."""
    found, empty = type_one(header, ["甲", "乙"] * 9), type_one(header, [""] * 9)

    assert (True, False) == (found.needs_review, empty.needs_review)
    assert (column_kinds()[found.kind].ask,) == found.doubts


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("手机号", "保湿面霜"),
        ("身份证号", "SF1357924680135"),
        ("生日", "是"),
        ("邮箱", "否"),
        ("收货地址", "红色 XL"),
        ("收货人姓名", "0.50"),
        ("性别", "保湿面霜"),
        ("年龄", "保湿面霜"),
    ],
)
def test_a_header_that_lies(header: str, cell: str) -> None:
    """Cells that cannot be what a personal header says make it doubtful, and it stays personal."""
    honest = column_kinds()[read_header(header)[0]]
    found = type_one(header, [cell] * ROWS)

    assert (honest.id, True, True) == (found.kind, found.is_personal, found.needs_review)
    assert found.confidence <= 0.5
    assert found.contradiction
    assert honest.zh in found.doubts[0]


@pytest.mark.parametrize("header", ["商品名称", "数量", "金额"])
def test_names_under_things(header: str) -> None:
    """Names under a header of things are a person's names until somebody has looked."""
    found = type_one(header, make_column(WRITERS["name"]))

    assert ("name", "name", True, True) == (found.kind, found.contradiction, found.is_personal, found.needs_review)


@pytest.mark.parametrize("header", ["商品名称", "品牌", "数量"])
def test_odd_words_under_things(header: str) -> None:
    """Short words under a header of things ask for nothing: neither the header nor the cells speak of a person."""
    found = type_one(header, ["面霜", "口红", "礼盒"] * 20)

    assert (False, "") == (found.needs_review, found.contradiction)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("手机号", ["1.38E+10", "+852 9123 4567", "138****0000", "尾号 12345"]),
        ("身份证号", ["A123456(7)", "E12345678", "1101**********1234", "3.30106E+17", "91330100MA27XF1234"]),
        ("生日", ["1990", "5月1日", "32874", "一九九〇年", "1990/1/1"]),
        ("姓名", ["阿依古丽·买买提", "John", "李**", "김민수"]),
        ("收货地址", ["某某小区3-2-1201", "Room 5, Building 2", "浙江省****", "村委会旁边小卖部"]),
        ("性别", ["男", "F", "1", "未知", "保密"]),
    ],
)
def test_odd_but_honest(header: str, cells: list[str]) -> None:
    """What a spreadsheet spoilt, masks, and people of other places write is no contradiction."""
    assert "" == type_one(header, cells * 9).contradiction


def test_half_of_the_cells() -> None:
    """A column half of which can be what it is called is not in doubt; ciphertext can be anything."""
    phones = make_column(WRITERS["phone"], rows=20)

    assert not type_one("手机号", [*phones, *(f"无{row}" for row in range(19))]).contradiction
    assert not type_one("手机号", ["#AbCdEf0123456789AbCdEf0123456789#1#"] * 9).contradiction


def test_fits_are_of_kinds() -> None:
    """Every kind whose cells are held against its header exists."""
    assert set() == fitting_cells().keys() - column_kinds().keys()


def test_nobody_knows() -> None:
    """A column neither header nor cells say anything about is not recognised, which is not the same as not personal."""
    found = type_one("fld7", ["甲", "乙", "丙丁", "戊己"] * 9)

    assert ("unknown", True, False, False) == (found.tie, found.is_unknown, found.is_personal, found.needs_review)
    assert not type_one("仓库", ["一号仓"] * 9).is_unknown


def test_layouts_hold_no_such_facts() -> None:
    """No column of a known order download is called one of these facts: their headers are words of shops."""
    facts = {*FACTS, "document"}
    headers = [header for layout in LAYOUTS.values() for header in layout.headers]

    assert [] == [header for header in headers if read_header(header)[0] in facts]
