"""The words of receipts in the two languages they are read in; ids never reach the reader, quotations stay as is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yunnuo.flows.notice_view import shipped_words
from yunnuo.terms.instant import show_instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yunnuo.decide.voices.words import Language
    from yunnuo.rulebook.vocabulary import Vocabulary
    from yunnuo.terms.instant import Instant

# id -> what is said in Chinese and in English.
SAID: Final = {
    "consent": ("同意", "Agreed"),
    "request": ("主动要求", "Asked for"),
    "withdrawal": ("撤回", "Withdrawn"),
    "refusal": ("拒绝", "Refused"),
    "suppression": ("停止联系", "Contact stopped"),
    "consent apart": ("单独同意", "Agreed separately"),
    "withdrawal apart": ("撤回单独同意", "Separate agreement withdrawn"),
    "refusal apart": ("拒绝单独同意", "Separate agreement refused"),
    "suppression apart": ("停止单独同意的事", "Separate agreement stopped"),
    "receipt": ("凭证号", "Receipt"),
    "at": ("时间", "When"),
    "beijing": ("{}（北京时间）", "{} (Beijing time)"),
    "handler": ("个人信息处理者", "Handler of personal information"),
    "contact": ("处理者的联系方式", "How to reach the handler"),
    "asked": ("单独同意的是", "What was asked separately"),
    "consent words": ("同意的原话", "The words agreed to"),
    "refusal words": ("拒绝的原话", "The words refused"),
    "withdrawal words": ("撤回的原话", "The words withdrawn"),
    "purposes": ("目的", "Purposes"),
    "all purposes": ("全部目的", "all purposes"),
    "channels": ("渠道", "Channels"),
    "all channels": ("全部渠道", "all channels"),
    "no channel": ("只在内部使用，不联系您", "internal use only; you are not contacted"),
    "categories": ("个人信息的种类", "Kinds of personal information"),
    "separate": ("单独同意", "Separate agreement"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "recipients": ("提供给谁", "Given to"),
    "using": ("用到：{}", "using {}"),
    "nobody": ("不提供给其他处理者", "no other handler"),
    "retention": ("保存期限", "Kept for"),
    "manner": ("作出方式", "How it was done"),
    "guardian": ("监护人", "Guardian"),
    "claimed": ("声明是监护人", "says to be the guardian"),
    "verified": ("已核实的监护人", "guardian, verified"),
    "version": ("告知版本", "Version of the notice"),
    "shown": ("告知展示时间", "When the notice was shown"),
    "until": ("有效期至", "Valid until"),
    "where": ("在哪里", "Where"),
    "batch": ("卡片批次", "Batch of the card"),
    "how": ("怎样撤回", "How to withdraw"),
    "entry": ("台账条目", "Entry in the ledger"),
    "commitment": ("第 {} 条，承诺值 {}", "no. {}, commitment {}"),
    "comma": ("、", ", "),
    "colon": ("：", ": "),
    "semicolon": ("；", "; "),
    "then": (
        "凭证记下的是当时做了什么；今天还算不算数，请看“我的选择”。",
        "A receipt records what was done then; whether it still counts today is shown on “My choices”.",
    ),
    "own words": ("", "Text in Chinese is quoted from the notice or from the handler's records."),
}
# Touchpoints with a name of our own, as events record them; any other is told as the handler named it.
TOUCHPOINTS: Final = {
    "web.me": ("“我的选择”网页", "the page “My choices”"),
    "erasure": ("删除您的信息的时候", "when your information was erased"),
}


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language to write in, with the vocabulary whose names it uses."""

    words: Vocabulary
    language: Language = "zh"

    def say(self, said: str) -> str:
        """Return a text of the table by its id."""
        return SAID[said][self.language == "en"]

    def name(self, list_name: str, term_id: str) -> str:
        """Return the name of a term without what stands in brackets behind it; its id when unknown."""
        if list_name == "channels" and term_id not in self.words.lists["channels"]:
            return self.say("no channel")
        words = self.words if list_name in self.words.lists else shipped_words()
        held = words.lists[list_name].get(term_id)
        if held is None:
            return term_id
        return (held.en if self.language == "en" else held.zh).partition("（")[0]

    def name_all(self, list_name: str, ids: Iterable[str]) -> str:
        """Return the names of several terms as one text."""
        return self.join(self.name(list_name, item) for item in ids)

    def join(self, names: Iterable[str]) -> str:
        """Return several names as one text."""
        return self.say("comma").join(names)

    def place(self, touchpoint: str) -> str:
        """Return where something was done, in words where the name is one of ours."""
        if touchpoint in TOUCHPOINTS:
            return TOUCHPOINTS[touchpoint][self.language == "en"]
        held = self.words.lists["words"].get(f"touchpoint={touchpoint}")
        return touchpoint if held is None else held.en if self.language == "en" else held.zh

    def moment(self, at: Instant | None) -> str:
        """Return an instant as people read it; empty when there is none."""
        return "" if at is None else self.say("beijing").format(show_instant(at))
