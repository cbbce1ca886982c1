"""What a decision says to counsel, to marketing and to the individual, reviewed as texts in `snapshots/`.

`YUNNUO_SNAPSHOTS=write pytest tests/decide/test_explain.py` writes the snapshots anew; read every changed line before
you keep it.
"""

from __future__ import annotations

import os
import re
from string import punctuation

import pytest
from explain_cases import FILE, SNAPSHOTS, compose, situations, told

from yunnuo.decide.explain import VOICES, explain_decision
from yunnuo.decide.voices.individual import tell_individual
from yunnuo.decide.voices.reasons import asserted_lines
from yunnuo.decide.voices.words import PLACE, WORDS
from yunnuo.rulebook.book import load_book
from yunnuo.rulebook.model import CONFIDENCES
from yunnuo.terms.outcomes import Outcome

NAMES = sorted(situations())
WRITE = "YUNNUO_SNAPSHOTS"
ARTICLE = re.compile(r"第[一二三四五六七八九十百〇]+[条款项]|《")
RULE_ID = re.compile(r"\[[a-z_0-9]+\.[a-z_0-9.]+")
BLAME = ("您应当", "您必须", "您的错", "怪您", "保证", "承诺", "一定会", "绝不")


@pytest.mark.parametrize("name", NAMES)
def test_snapshot(name: str) -> None:
    """All three voices say what the reviewed text of the situation says."""
    file = SNAPSHOTS / f"{name}.txt"
    if os.environ.get(WRITE) == "write":
        file.write_text(compose(name), "utf-8")

    assert file.read_text("utf-8") == compose(name)


def test_snapshots_are_used() -> None:
    """Every snapshot belongs to a situation."""
    assert NAMES == sorted(file.stem for file in SNAPSHOTS.glob("*.txt")), FILE.name


@pytest.mark.parametrize("name", NAMES)
def test_counsel_tells_everything(name: str) -> None:
    """Counsel sees every gate, every deciding rule with place, force and confidence, and every missing fact."""
    trace, text = situations()[name], "\n".join(told(name, "counsel"))
    decided = [rule for gate in trace.decision.gates if gate.reason == "decided" for rule in gate.by]

    for gate in trace.decision.gates:
        assert f"【{trace.book.vocabulary.zh('gates', gate.gate)}】{gate.outcome.zh}" in text
    for rule in map(trace.rule, decided):
        assert f"{rule.zh} [{rule.id}]" in text
        assert f"依据：{rule.citation}；" in text
        assert all(CONFIDENCES[part] in text for part in rule.confidence.split("/"))
    assert [] == [fact for fact in trace.decision.missing if f"[{fact}]" not in text]
    assert "未经律师核对" in text


@pytest.mark.parametrize("name", NAMES)
def test_marketing_is_one_line(name: str) -> None:
    """Marketing gets one line that begins with the answer and names no rule and no article."""
    (line,) = told(name, "marketing")
    starts = {"permitted": "可以：", "not_permitted": "不可以：", "undetermined": "还不能判断，先不要做："}

    assert line.startswith(starts[situations()[name].decision.outcome])
    assert not RULE_ID.search(line)
    assert not ARTICLE.search(line)


@pytest.mark.parametrize("name", NAMES)
def test_individual_in_plain_words(name: str) -> None:
    """The individual reads no rule id, no article, no blame and no promise, and every sentence ends."""
    text = "\n".join(told(name, "individual"))

    assert not RULE_ID.search(text)
    assert not ARTICLE.search(text)
    assert [] == [word for word in BLAME if word in text]
    assert [] == [line for line in text.splitlines() if not line.endswith(("。", "："))]
    assert not re.search(rf"[a-z{re.escape(punctuation)}]{{3}}", text.replace("brand", "")), text


@pytest.mark.parametrize("name", NAMES)
def test_individual_in_english(name: str) -> None:
    """The individual is told the same in English: as many lines, each ended, nothing left in Chinese but names."""
    trace = situations()[name]
    lines = tell_individual(trace, "en")
    kept = re.sub("“[^”]+”", "", "\n".join(lines)).replace(str(trace.known("handler")), "")

    assert len(tell_individual(trace)) == len(lines)
    assert [] == [line for line in lines if not line.endswith((".", ":"))]
    assert [] == re.findall(r"[一-鿿]+", kept)
    assert "{" not in kept


def test_sentences_have_their_english() -> None:
    """Every sentence for the individual has its English, which fills in the same words."""
    lists = load_book().vocabulary.lists
    pairs = [(term.zh, term.en) for term in lists["plain"].values()]
    for name, key in (("plain", "texts"), ("reasons", "individual")):
        for term in lists[name].values():
            assert len(term.texts(key)) == len(term.texts(f"{key}_en")), term.id
            pairs += zip(term.texts(key), term.texts(f"{key}_en"), strict=True)

    assert [] == [(zh, en) for zh, en in pairs if not en or sorted(PLACE.findall(zh)) != sorted(PLACE.findall(en))]


def test_voices_agree() -> None:
    """All voices give the answer of the one decision they tell."""
    words = {"permitted": "可以", "not_permitted": "不可以", "undetermined": "还不能确定"}
    for name in NAMES:
        outcome = situations()[name].decision.outcome
        first = told(name, "individual")[0]
        assert told(name, "counsel")[0].startswith(f"结论：{outcome.zh}（")
        assert words[outcome] in first or "这里判断的是" in first


def test_default_voice() -> None:
    """Without a voice the explanation is counsel's."""
    trace = situations()["consent_covers"]

    assert explain_decision(trace, "counsel") == explain_decision(trace)


def test_reasons_match_rules() -> None:
    """Every line a reason waits for is asserted by some rule, and every word it fills in exists."""
    book = load_book()
    rules = [rule for article in book.articles for rule in article.rules]
    known = frozenset[str]().union(*map(asserted_lines, rules))
    terms = book.vocabulary.lists["reasons"].values()

    lines = [(term.id, line) for term in terms for role in ("closes", "opens") for line in term.texts(role)]
    assert [] == [(reason, line) for reason, line in lines if line not in known]
    texts = [text for term in terms for text in (term.zh, *term.texts("individual"))]
    texts += [text for term in book.vocabulary.lists["plain"].values() for text in term.texts("texts")]
    assert set() == {word for text in texts for word in PLACE.findall(text)} - WORDS


@pytest.mark.parametrize("name", NAMES)
def test_refusals_are_explained(name: str) -> None:
    """Who is refused something is told why, in a sentence of the vocabulary."""
    trace, lines = situations()[name], told(name, "individual")
    if trace.decision.outcome == Outcome.NOT_PERMITTED and "这里判断的是" not in lines[0]:
        assert lines[lines.index("为什么：") + 1].startswith("  - ")


def test_consent_is_not_denied() -> None:
    """Who withdrew is told of the withdrawal, not that no consent was ever found."""
    text = "\n".join(told("withdrawn", "individual"))

    assert "您在2023年2月1日撤回了同意" in text
    assert "没有查到您同意" not in text


def test_voices_are_three() -> None:
    """There are three voices."""
    assert ("counsel", "marketing", "individual") == VOICES
