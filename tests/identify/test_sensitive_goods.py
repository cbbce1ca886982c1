"""What goods, shops, places and remarks give away, and what they must not be taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.identify.sensitive.dictionary import load_dictionary
from yunnuo.identify.sensitive.folding import fold_title
from yunnuo.identify.sensitive.inference import infer_many, infer_order, infer_sensitive
from yunnuo.identify.sensitive.matching import build_index
from yunnuo.identify.sensitive.schema import read_category
from yunnuo.identify.sensitive.shape import Dictionary
from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from pathlib import Path

REVEALING = [
    ("goods", "家用免调码血糖仪套装 送采血针", "HEALTH"),
    ("goods", "某某 盐酸二甲双胍缓释片 0.5g*30片/盒", "HEALTH"),
    ("goods", "老年人耳背隐形助听器", "HEALTH"),
    ("goods", "加厚成人纸尿裤 L码 10片", "HEALTH"),
    ("goods", "验孕棒 早早孕检测笔", "HEALTH"),
    ("goods", "超薄避孕套 12只装", "SEX"),
    ("goods", "蕾丝情趣内衣 女", "SEX"),
    ("goods", "佛教用品 供佛酥油灯", "RELIGION"),
    ("goods", "加厚礼拜毯 穆斯林用", "RELIGION"),
    ("goods", "圣经 和合本 大字版", "RELIGION"),
    ("goods", "女童连衣裙 夏装", "MINOR"),
    ("goods", "婴儿配方奶粉 1段 0-6个月", "MINOR"),
    ("goods", "积木桌 3-6岁 益智玩具", "MINOR"),
    ("shop", "某某成人用品专营店", "SEX"),
    ("place", "某市第一人民医院住院部 3 号楼 12 床", "HEALTH"),
    ("place", "某市第二监狱", "IDENTITY"),
    ("place", "某某小学 三年级（2）班", "MINOR"),
    ("place", "某某清真寺", "RELIGION"),
    ("remark", "刚做完手术，请送上楼", "HEALTH"),
    ("remark", "退款请打到卡 开户行某某支行", "FINANCE"),
    ("account", "糖友互助群", "HEALTH"),
    ("account", "宝妈群", "MINOR"),
    ("tag", "声纹", "BIOMETRIC"),
    ("tag", "征信报告", "DOCUMENT"),
    ("remark", "实时位置发您微信", "WHEREABOUTS"),
    ("remark", "刚做完上环手术，别寄凉的", "HEALTH"),
    ("remark", "流产坐小月子喝的", "HEALTH"),
    ("remark", "做试管打针用的冰袋", "HEALTH"),
    ("remark", "妈妈透析，能吃这个吗", "HEALTH"),
    ("remark", "送精神科病房", "HEALTH"),
    ("remark", "放监狱门口探视接待室", "IDENTITY"),
    ("remark", "戒毒所不让寄食品", "IDENTITY"),
    ("remark", "刚刑满出来", "IDENTITY"),
    ("remark", "寺庙供灯用的", "RELIGION"),
    ("remark", "信佛的不吃荤", "RELIGION"),
    ("remark", "孩子未成年能用吗", "MINOR"),
    ("remark", "放幼儿园门卫", "MINOR"),
]
HARMLESS = [
    ("goods", "河南特产 铁棍山药 5 斤"),
    ("goods", "新鲜佛手瓜 现摘"),
    ("goods", "安溪铁观音 浓香型茶叶"),
    ("goods", "怀旧童年零食大礼包 八零后"),
    ("goods", "充电暖宝宝 防爆"),
    ("goods", "宠物驱虫药 犬用 0.1g*10片/盒"),
    ("goods", "兽用注射用头孢 猪用"),
    ("goods", "一次性用品 酒店牙刷"),
    ("goods", "男女同款 运动鞋"),
    ("goods", "不锈钢三通进口球阀"),
    ("goods", "凯婷持久液体眼线笔"),
    ("goods", "高精度露点仪"),
    ("goods", "轻钢龙骨 吊顶"),
    ("goods", "荷兰进口郁金香种球"),
    ("place", "某区护国寺街 8 号"),
    ("place", "某区教堂路 10 号"),
    ("place", "某区实验小学对面超市"),
    ("remark", "流产品单页，物流产生的费用"),
    ("remark", "上礼拜天买的还没发"),
    ("remark", "手环上环扣掉了，试管架买三个"),
    ("remark", "手术刀造型的裁纸刀"),
    ("remark", "屏上容易留指纹"),
    ("remark", "放疗效好的位置"),
]


@pytest.mark.parametrize(("where", "text", "label"), REVEALING)
def test_what_gives_away_is_found(where: str, text: str, label: str) -> None:
    """A text that gives a category away is found without a review."""
    assert label in {finding.label for finding in infer_sensitive(text, where) if not finding.review}


@pytest.mark.parametrize(("where", "text"), HARMLESS)
def test_what_only_sounds_alike_is_not_found(where: str, text: str) -> None:
    """A text that only holds the same characters is not taken for a sensitive one."""
    assert [] == [finding.label for finding in infer_sensitive(text, where) if not finding.review]


def test_doubtful_words_wait_for_a_person() -> None:
    """Contact lenses alone are doubtful: the finding says so and asks for a review."""
    (finding,) = infer_sensitive("日抛隐形眼镜")

    assert ("HEALTH", True) == (finding.label, finding.review)
    assert finding.reason.endswith("请人工复核")


@pytest.mark.parametrize(
    "text", ["礼拜的时候穿", "去取环那天要用", "天天晚上九点后才到家", "部队里用的", "独居，轻点敲门"]
)
def test_hints_in_remarks_wait_for_a_person(text: str) -> None:
    """A hint that may mean something else is found, with its reason, and asks for a review."""
    (finding,) = infer_sensitive(text, "remark")
    assert (True, True) == (finding.review, "请人工复核" in finding.reason)


def test_offsets_hold_for_the_text_as_given() -> None:
    """Capitals, full-width letters and traditional characters do not move the words found."""
    text = "ＯＴＣ　兒童 Ｄｕｒｅｘ 血壓計"
    words = {text[hit.start : hit.end] for finding in infer_sensitive(text) for hit in finding.hits}

    assert {"ＯＴＣ", "兒童", "Ｄｕｒｅｘ", "血壓計"} <= words


def test_latin_words_count_only_whole() -> None:
    """A word in letters inside a longer one is not found."""
    assert () == infer_sensitive("Margay 连衣裙")


def test_weak_signs_add_up_over_an_order() -> None:
    """Flowers alone and a hospital alone say little; flowers sent to a hospital speak of an illness."""
    together = infer_order({"goods": "康乃馨花束", "place": "某市人民医院"})

    assert [] == [found for found in infer_sensitive("康乃馨花束") if not found.review]
    assert [] == [found for found in infer_sensitive("某市人民医院", "place") if not found.review]
    assert [("HEALTH", "goods+place", False)] == [(f.label, f.where, f.review) for f in together]
    assert "合在一起看" in together[0].reason


def test_many_texts_are_one_by_one() -> None:
    """A batch gives what each text gives alone, repeated texts included."""
    texts = [text for where, text, _ in REVEALING if where == "goods"] * 2

    assert [infer_sensitive(text) for text in texts] == infer_many(texts)


def test_unknown_source_is_refused() -> None:
    """A source of text nobody knows is an error, not an empty answer."""
    with pytest.raises(KeyError):
        infer_sensitive("血糖仪", "nowhere")


def test_every_category_rests_on_rules_of_the_book() -> None:
    """Each category is a sensitive kind of the rulebook or the minors, and names rules that exist."""
    book = load_book()
    kinds = set(book.vocabulary.lists["sensitive_kinds"]) | {"minor_under_14"}
    held = load_dictionary().categories

    assert set() == set(held) - kinds
    assert [] == [rule for category in held.values() for rule in category.rules if rule not in book.rules]


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_folding_keeps_every_place(text: str) -> None:
    """Folding never changes the length of a text, whatever stands in it."""
    assert len(text) == len(fold_title(text))


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_an_exclusion_never_adds_a_finding(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Adding an exclusion to a word takes findings away or leaves them; it adds none and raises no confidence."""
    letters = "甲乙丙丁"
    word, longer, text = (data.draw(st.text(letters, min_size=size, max_size=6)) for size in (2, 2, 0))
    key = data.draw(st.sampled_from(["not_in", "not_before", "not_after", "unless"]))
    folder = tmp_path_factory.mktemp("words")
    before = {f.category: f.confidence for f in infer_sensitive(text, dictionary=_own(folder / "a.yaml", word, ""))}
    after = infer_sensitive(text, dictionary=_own(folder / "b.yaml", word, f", {key}: [{longer}]"))

    assert [] == [f.category for f in after if f.confidence > before.get(f.category, 0)]


def _own(path: Path, word: str, more: str) -> Dictionary:
    path.write_text(
        "category: own\nlabel: OWN\nzh: 自己的\ngroups:\n"
        f"- id: own_words\n  zh: 自己的词\n  weight: 0.8\n  words:\n  - {{word: {word}{more}}}\n",
        encoding="utf-8",
    )
    category, entries, patterns, _ = read_category(path, {})
    return Dictionary({category.id: category}, tuple(entries), tuple(patterns), (), index=build_index(entries))
