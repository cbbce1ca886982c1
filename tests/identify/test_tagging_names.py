"""Names of persons in free text: what is found, what is not, and where."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunnuo.demo.bench_identify import make_glued
from yunnuo.demo.remarks import hash_training, make_name, make_remarks
from yunnuo.identify.folding import Folded
from yunnuo.identify.recognizers import name
from yunnuo.identify.tagging.evidence import find_candidates, has_contact, list_features, list_own
from yunnuo.identify.tagging.names import mark_taken
from yunnuo.identify.tagging.scoring import HOPELESS, load_scorer
from yunnuo.identify.tagging.tagged import find_names, read_text
from yunnuo.identify.tagging.weights import load_weights, read_hash

FOUND = {
    "收件人：周雨桐，电话19900012345": ("周雨桐", "plain"),
    "欧阳思远19900012345浙江省杭州市西湖区样例路1号": ("欧阳思远", "plain"),
    "麻烦转交何静，谢谢": ("何静", "plain"),
    "蛋糕上写祝马一鸣生日快乐": ("马一鸣", "plain"),
    "收货人 林*坤，尽快": ("林*坤", "masked"),
    "张**收，保密发货": ("张**", "masked"),
    "联系王女士，19900012345": ("王女士", "title"),
    "陈小姐收，19900012345": ("陈小姐", "title"),
    "收件人阿依古丽·吐尔逊 19900012345": ("阿依古丽·吐尔逊", "minority"),
    "扎西多吉收 19900012345": ("扎西多吉", "minority"),
    "收货人Kevin Li，19900012345": ("Kevin Li", "english"),
    "收件人 罗 浩 然 19900012345": ("罗 浩 然", "spaced"),
    "门牌上是罗 涵 玉家": ("罗 涵 玉", "spaced"),
    "罗 浩 收，19900012345": ("罗 浩", "spaced"),
    "门牌上是罗**家": ("罗**", "masked"),
    "备注：阿依古丽·吐尔逊那份单独包": ("阿依古丽·吐尔逊", "minority"),
}
CALLED = {
    "芳姐，上次那个面霜还有活动吗": ["芳姐"],
    "小刘你帮我看看这单发了没": ["小刘"],
    "下次还找阿强买": ["阿强"],
    "跟老周对过了，补发一个": ["老周"],
    "收银员小周说的": ["小周"],
    "王哥让我来找你拿优惠的": ["王哥"],
    "已加卢先生微信，等通过": ["卢先生"],
    "Kevin说他下周才在": ["Kevin"],
    "佳佳妈妈要拼两单": ["佳佳妈妈"],
    "丽丽要换大一码": ["丽丽"],
    "群接龙 1.秀英两箱 2.阿珍一箱": ["秀英", "阿珍"],
    "谢谢小林客服，问题解决了": ["小林"],
    "帮王淑芬退了吧，她说尺码不合适": ["王淑芬"],
    "姐夫唐志强去自提": ["唐志强"],
    "陈国栋说不要了，全退": ["陈国栋"],
    "给孙佳怡的那件包漂亮点": ["孙佳怡"],
    "刘桂兰代收，我不在家": ["刘桂兰"],
}
NOT_NAMES = (
    "和老师说一下，从师傅那拿",
    "李总是不回",
    "谢谢老板发货快",
    "小米的壳，小白鞋，老板大方",
    "1.苹果两箱 2.香蕉一箱",
    "红红的，香香的，天天用",
    "宝宝吃的，阿姨说好",
    "阿胶糕太甜了",
    "班主任收，小爱同学连不上网",
    "这次买了林清轩两件",
    "李宁的运动鞋什么时候发货",
    "王老吉还有吗，谢谢",
    "哈利波特这款还有货吗",
    "于是就没有再买，任何问题都不管",
    "高贵大方，很舒服，于心无愧",
    "周生生项链 金色 全新包邮",
    "180*200cm的，不要黄色",
    "",
    "*",
    "13",
)
REQUESTS = (
    "帮梁文静换个大一码的",
    "给王思远改成周五送",
    "替陈佳怡问下",
    "刘雨桐说要发票",
    "让赵子涵自己来拿",
    "叫孙艺萌下楼取",
    "是周雅婷的",
)
NOT_REQUESTED = (
    "帮我换个大一码的",
    "给相机加个镜头盖",
    "让商家补一包",
    "叫外卖的袋子",
    "找蓝牙耳机的盒子",
    "和黄金糕一起发",
)
AROUND = st.text(alphabet="𠮷👍🏽，。 ！①a\u0000", max_size=6)


@pytest.mark.parametrize(("text", "expected"), FOUND.items())
def test_names_are_found_with_their_form(text: str, expected: tuple[str, str]) -> None:
    """Each documented way of writing a name is found whole, with its form."""
    assert [expected] == [(text[span.start : span.end], span.form) for span in find_names(Folded(text))]


@pytest.mark.parametrize("text", NOT_NAMES)
def test_brands_works_and_words_are_no_names(text: str) -> None:
    """A brand, a work or a word that begins like a name is none."""
    assert [] == list(find_names(Folded(text)))


@pytest.mark.parametrize(("text", "expected"), CALLED.items())
def test_what_people_are_called_by_in_talk_is_found(text: str, expected: list[str]) -> None:
    """Names without a label are found in talk: full ones, with a title, 小 or 阿 before them, doubled, in lists."""
    assert expected == [
        text[span.start : span.end] for span in sorted(find_names(Folded(text)), key=lambda one: one.start)
    ]


@pytest.mark.parametrize("text", REQUESTS)
def test_names_in_short_requests_are_found(text: str) -> None:
    """Who a short request is for or about is found, without a label and whatever is asked."""
    assert [text.lstrip("帮给替让叫是")[:3]] == [text[span.start : span.end] for span in find_names(Folded(text))]


@pytest.mark.parametrize("text", NOT_REQUESTED)
def test_things_in_short_requests_are_no_names(text: str) -> None:
    """What a short request asks for is no name, though it stands where one could."""
    assert [] == list(find_names(Folded(text)))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), before=AROUND, after=AROUND)
def test_offsets_hold_for_the_original(seed: int, before: str, after: str) -> None:
    """Rare Han and emoji around a name move its place by their number of characters and nothing else."""
    person = make_name(random.Random(seed)).value.replace(" ", "")  # noqa: S311  # invented
    text = f"{before}，收件人：{person}，电话19900012345{after}"
    start = len(before) + len("，收件人：")
    for span in find_names(Folded(text)):
        if span.start == start:
            assert text[span.start : span.end] in {person, person[: span.end - span.start]}
        assert len(text) >= span.end > span.start >= 0


@pytest.mark.parametrize(("kind", "goal"), [("有分隔", 0.97), ("无分隔", 0.85)])
def test_glued_lines_give_their_names(kind: str, goal: float) -> None:
    """In lines of name, phone and address the name is found as often as promised."""
    lines = make_glued(kind, 300)
    found = 0
    for line in lines:
        spans = {(span.start, span.end) for span in find_names(Folded(line.text))}
        found += any((span.start, span.end) in spans for span in line.spans if span.label == "NAME")
    assert goal <= found / len(lines)


def test_names_in_remarks_of_other_wording_are_found() -> None:
    """On templates the model was not trained on, most names are found and few words are taken for names."""
    remarks = list(make_remarks(random.Random(3), 2_000, part="test"))  # noqa: S311  # invented
    known = {(at, span.start, span.end) for at, one in enumerate(remarks) for span in one.spans if span.label == "NAME"}
    found = {(at, span.start, span.end) for at, one in enumerate(remarks) for span in find_names(Folded(one.text))}
    assert len(known & found) >= 0.75 * len(known)
    assert len(found - known) <= 0.1 * len(found)


def test_weights_were_trained_on_these_lists() -> None:
    """The shipped weights name the inputs of today; else run scripts/train_names.py."""
    assert hash_training() == read_hash()


def test_a_masked_name_keeps_its_first_character() -> None:
    """The mask leaves what its note says and no more."""
    assert "诸***" == name.mask(name.EXAMPLE)
    assert "*" == name.mask("王")


def test_a_name_is_valid_by_its_build() -> None:
    """A surname with one or two characters is built as a name; a word or a brand is not."""
    assert [True, True, False, False] == [name.is_valid(one) for one in ("周雨桐", "林*坤", "王老吉", "谢谢")]


def test_summed_groups_are_the_single_features() -> None:
    """The score that is summed in groups is the sum of the weights of all features training knows."""
    weigh, scorer = load_weights().get, load_scorer()
    rng = random.Random(2)  # noqa: S311  # invented texts, no secret
    for remark in make_remarks(rng, 300, traps=0.4):
        text = read_text(Folded(remark.text))
        taken = mark_taken(text)
        contact = has_contact(text, taken)
        for start, end, family in find_candidates(text, taken):
            expected = sum(weigh(feature, 0) for feature in list_features(text, start, end, family, taken, contact))
            own = sum(weigh(feature, 0) for feature in list_own(text, start, end, family)[0])
            scored = list(scorer.score_names([(start, end, family)], text, taken, contact, -10_000))
            assert own >= HOPELESS or not scored
            assert own < HOPELESS or [(expected, start, end)] == scored
