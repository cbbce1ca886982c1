"""What the tests of notices share: the shipped example, a fuller one that needs every row, and how to change them."""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from yunnuo.consent.document_reading import merge_words, read_document
from yunnuo.demo.setting import read_data
from yunnuo.flows.notice_demands import list_circumstances
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.checklist import load_checklist
from yunnuo.rulebook.subset import read_subset
from yunnuo.terms.instant import parse_instant

if TYPE_CHECKING:
    from yunnuo.consent.documents import NoticeDocument
    from yunnuo.rulebook.vocabulary import Vocabulary

NOW = parse_instant("2026-11-27T09:00:00")

_FULLER = """
situation:
  与他人共同处理: 是
  向境外提供: 是
  涉及不满十四周岁的未成年人: 是
  因合并、分立、解散、破产转移: 是
  在公共场所安装图像采集、身份识别设备: 是
  headcount: 2000000
joint:
- name: 木禾物流（苏州）有限公司
  contact: privacy@muhewl.example
  purpose: 共用仓库
  methods: [共同管理]
  categories: [收货地址]
overseas:
- name: Muhe Foods Pte. Ltd.
  contact: privacy@muhe-sg.example
  place: 新加坡
  purpose: 研究过敏原配方
  methods: [加密传输]
  categories: [其他敏感个人信息]
  rights: 写信给它，或者由我们代转，十五个工作日内答复
  necessity: 配方由它研制，只有它能判断成分
  effect: 在境外保存期间，境内机关难以直接检查
children:
  rules: 我们不向孩子营销；家长替孩子填写过敏原时，只用于提醒
  purposes: [会员服务]
  storage_place: 上海的数据中心
  retention: 到家长撤回为止
  after: 当日删除
  safety: 加密存储，只有会员客服看得到
  refusal: 没有过敏原提醒，其他都不受影响
  complaint: privacy@muhe.example
  correction: 写信或者在“我的信息”页面更正、删除
  refuse_option: 不同意，请不要保存孩子的信息
successor: {name: 木禾集团股份有限公司, contact: privacy@muhe-group.example}
camera_sign: 门店入口贴有“视频监控区域”标识
"""


def example() -> dict[str, Any]:
    """Return the shipped example as plain YAML values."""
    loaded: dict[str, Any] = yaml.load(read_data("notice.yaml"), yaml.BaseLoader)  # noqa: S506  # strings only
    return loaded


def fuller() -> dict[str, Any]:
    """Return the example with every circumstance that makes an element needed, and every element."""
    held, more = example(), yaml.load(_FULLER, yaml.BaseLoader)  # noqa: S506  # strings only
    situation = held["situation"] | more.pop("situation")
    apart = {
        "kind": "overseas",
        "text": "同意木禾把我填写的过敏原提供给 Muhe Foods Pte. Ltd.，由它研究配方",
        "categories": ["其他敏感个人信息"],
        "recipients": ["Muhe Foods Pte. Ltd."],
    }
    return {**held, **more, "situation": situation, "separate": [*held["separate"], apart]}


def change(held: dict[str, Any], place: str, value: Any = "") -> dict[str, Any]:
    """Return a copy with the value at `a.b` or `list.0.b` replaced; without a value it is left out."""
    changed = copy.deepcopy(held)
    *way, last = place.split(".")
    inner: Any = changed
    for step in way:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    key: Any = int(last) if last.isdigit() else last
    if value == "":
        del inner[key]
    else:
        inner[key] = value
    return changed


def read(held: dict[str, Any]) -> NoticeDocument:
    """Return the document of plain YAML values."""
    return read_text(yaml.safe_dump(held, allow_unicode=True, sort_keys=False))


def read_text(text: str, name: str = "告知.yaml") -> NoticeDocument:
    """Return the document of a YAML text."""
    return read_document(read_subset(text, name), name, words(), circumstances())


@cache
def words() -> Vocabulary:
    """Return the words documents are written in."""
    return merge_words(load_book().vocabulary, load_checklist())


@cache
def circumstances() -> tuple[str, ...]:
    """Return the facts a document may state."""
    return tuple(list_circumstances(load_book()))
