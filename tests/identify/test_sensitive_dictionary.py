"""A brand's own words and its decisions: read strictly, applied in a fixed order, recorded with who and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from yunnuo.identify.sensitive.dictionary import load_dictionary
from yunnuo.identify.sensitive.inference import infer_sensitive
from yunnuo.identify.sensitive.rulings import read_rulings, render_rulings
from yunnuo.identify.sensitive.shape import Ruling
from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "category: medical_health\nlabel: HEALTH\nzh: 医疗健康\ngroups:\n- id: brand_words\n  zh: 本店的词\n"
FAULTS = {
    "misspelled key": (HEAD + "  wieght: 0.9\n  words: [某某贴片]\n", 7, "weight"),
    "weight out of range": (HEAD + "  weight: 9\n  words: [某某贴片]\n", 7, "大于 0"),
    "one character": (HEAD + "  weight: 0.9\n  words:\n  - 药\n", 9, "一个字"),
    "unknown context": (HEAD + "  weight: 0.9\n  unless: ['@animl']\n  words: [某某贴片]\n", 8, "animal"),
    "unknown source": (HEAD + "  weight: 0.9\n  where: [good]\n  words: [某某贴片]\n", 8, "goods"),
    "unbounded pattern": (
        HEAD + "  weight: 0.9\n  patterns:\n  - {name: 甲, anchor: 片, regex: '[0-9]+片'}\n",
        9,
        "不限次数",
    ),
    "broken pattern": (HEAD + "  weight: 0.9\n  patterns:\n  - {name: 甲, anchor: 片, regex: '(片'}\n", 9, "正则"),
    "no mapping": ("- 甲\n", 1, "键: 值"),
    "broken yaml": ("category: [\n", 2, "YAML"),
    "no label": ("category: medical_health\nzh: 医疗健康\n", 1, "label"),
}


def _folder(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "own.yaml").write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_tell_file_line_and_meaning(tmp_path: Path, fault: str) -> None:
    """Each fault of a dictionary names the file, the line and what was expected or meant."""
    text, line, hint = FAULTS[fault]
    with pytest.raises(InputError) as caught:
        load_dictionary([_folder(tmp_path / "brand", text)])

    assert ("identify.goods", "own.yaml", line) == (caught.value.code, caught.value.where.file, caught.value.where.row)
    assert hint in str(caught.value)


@pytest.mark.parametrize("text", [None, "nothing"])
def test_a_folder_without_words_is_refused(tmp_path: Path, text: str | None) -> None:
    """A folder that is not there, or holds no dictionary, is bad input."""
    folder = tmp_path / "brand"
    if text:
        folder.mkdir()
        (folder / "notes.txt").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"identify\.goods"):
        load_dictionary([folder])


def test_a_brand_adds_its_own_words(tmp_path: Path) -> None:
    """A brand's folder adds words to a shipped category and may use the shipped contexts."""
    text = HEAD + "  weight: 0.9\n  unless: ['@animal']\n  words: [安护舒贴]\n"
    held = load_dictionary([_folder(tmp_path / "brand", text)])

    assert () == infer_sensitive("安护舒贴 十片装")
    assert ["HEALTH"] == [found.label for found in infer_sensitive("安护舒贴 十片装", dictionary=held)]
    assert () == infer_sensitive("安护舒贴 宠物用", dictionary=held)
    assert ["HEALTH"] == [found.label for found in infer_sensitive("血糖仪", dictionary=held)]


def test_a_group_is_written_once(tmp_path: Path) -> None:
    """A group with the id of a shipped one is refused: one of the two would be lost."""
    text = HEAD.replace("brand_words", "devices") + "  weight: 0.9\n  words: [安护舒贴]\n"
    with pytest.raises(InputError, match="写了两次"):
        load_dictionary([_folder(tmp_path / "brand", text)])


def test_combinations_name_known_groups(tmp_path: Path) -> None:
    """A combination of a group nobody wrote is refused, with the nearest name."""
    folder = tmp_path / "brand"
    folder.mkdir()
    (folder / "combinations.yaml").write_text(
        "combinations:\n- {category: medical_health, groups: [devices, wardz], weight: 0.5, zh: 合在一起}\n", "utf-8"
    )
    with pytest.raises(InputError, match="wards"):
        load_dictionary([folder])


def _rule(word: str, *, reveals: bool, on: str = "2026-01-05") -> Ruling:
    return Ruling(word, "medical_health", reveals, "法务岗", on)


def test_a_decision_overrules_the_dictionary_both_ways() -> None:
    """Yes settles a doubtful word, no silences a sure one; both keep what else is known."""
    held = load_dictionary(rulings=[_rule("隐形眼镜", reveals=True), _rule("血糖仪", reveals=False)])
    (settled,) = infer_sensitive("日抛隐形眼镜", dictionary=held)

    assert (1.0, False, True) == (settled.confidence, settled.review, settled.ruled)
    assert "2026-01-05" in settled.reason
    assert "法务岗" not in settled.reason
    assert () == infer_sensitive("血糖仪", dictionary=held)
    assert ["HEALTH"] == [found.label for found in infer_sensitive("血糖仪 采血针", dictionary=held)]


def test_the_latest_decision_wins_in_any_order() -> None:
    """Of two decisions on one word the later day counts; on one day yes outranks no; their order does not matter."""
    early, late = _rule("血糖仪", reveals=True), _rule("血糖仪", reveals=False, on="2026-03-01")
    same = _rule("血糖仪", reveals=True, on="2026-03-01")

    assert () == infer_sensitive("血糖仪", dictionary=load_dictionary(rulings=[late, early]))
    assert () == infer_sensitive("血糖仪", dictionary=load_dictionary(rulings=[early, late]))
    assert () != infer_sensitive("血糖仪", dictionary=load_dictionary(rulings=[same, late]))


def test_decisions_survive_their_file(tmp_path: Path) -> None:
    """What is written is read back, word for word."""
    rulings = (
        _rule("血糖仪", reveals=False),
        Ruling("甲,乙", "minor_under_14", reveals=True, by="法务岗", on="2026-02-01", note="见纪要"),
    )
    path = tmp_path / "rulings.csv"
    path.write_text(render_rulings(rulings), encoding="utf-8")

    assert rulings == read_rulings(path)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("word,category\n甲,乙\n", 1),
        ("word,category,reveals,by,on\n甲乙,medical_health,maybe,法务岗,2026-01-05\n", 2),
        ("word,category,reveals,by,on\n甲乙,medical_health,yes,,2026-01-05\n", 2),
        ("word,category,reveals,by,on\n甲乙,medical_health,yes,法务岗,昨天\n", 2),
        ("word,category,reveals,by,on\n甲乙,medical_health,yes,法务岗,20260105\n", 2),
        ('word,category,reveals,by,on,note\n甲,medical_health,yes,岗,2026-01-05,"一\n二"\n\n乙,health,,岗,昨天\n', 5),
        ("word,category,reveals,by,on,note\n甲,medical_health,yes,岗,2026-01-05,一,二\n", 2),
        ('word,category,reveals,by,on\n甲,medical_health,yes,岗,2026-01-05\n"乙,medical_health,yes,岗\n', 3),
    ],
)
def test_faulty_decisions_are_refused(tmp_path: Path, text: str, row: int | None) -> None:
    """A decision without who, when or a clear answer is refused with its row."""
    path = tmp_path / "rulings.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"identify\.rulings") as caught:
        read_rulings(path)

    assert row == caught.value.where.row


def test_bytes_that_are_no_text_have_a_row(tmp_path: Path) -> None:
    """A file of decisions in another encoding is refused with the line of the first bytes that are no text."""
    path = tmp_path / "rulings.csv"
    path.write_bytes(b"word,category,reveals,by,on\n" + "血糖仪".encode("gb18030"))
    with pytest.raises(InputError, match=r"identify\.rulings") as caught:
        read_rulings(path)

    assert ("rulings.csv", 2) == (caught.value.where.file, caught.value.where.row)


def test_unknown_category_of_a_file_has_a_row(tmp_path: Path) -> None:
    """A decision on a category nobody knows is told with the line it stands in."""
    path = tmp_path / "rulings.csv"
    path.write_text(
        "word,category,reveals,by,on\n甲,medical_health,yes,岗,2026-01-05\n乙,health,yes,岗,2026-01-05\n", "utf-8"
    )
    with pytest.raises(InputError) as caught:
        load_dictionary(rulings=read_rulings(path))

    assert 3 == caught.value.where.row


def test_decisions_name_known_categories() -> None:
    """A decision on a category nobody knows is refused, with the nearest one."""
    with pytest.raises(InputError, match="medical_health"):
        load_dictionary(rulings=[Ruling("血糖仪", "medical_helth", reveals=True, by="法务岗", on="2026-01-05")])
