"""The printed card: seen as a scanner and a printer see it, from the very bytes that are handed out."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from PIL import Image

from yunnuo.flows.card_sheet import CardContent, choose_format, write_png, write_sheet, write_svg
from yunnuo.flows.card_sheet.content import Code, Words, check_colour
from yunnuo.flows.card_sheet.lettering import font_file, measure_text, wrap_list, wrap_text
from yunnuo.terms.errors import InputError

LINK = "https://card.muhe.example/q/Ab_JWVJaZRJo70vttDIwMjYtMTEtQQ/"
SHORT = (
    "木禾想在新品上市和有优惠时告诉你。要不要收、从哪里收，由你逐项选；不选也能照常下单、发货、退换。 "
    "你的手机号和购买记录只用于你选的事，随时可以撤回，撤回和同意一样简单。"
)
CONTENT = CardContent(
    brand="木禾",
    handler="木禾食品（上海）有限公司",
    short=SHORT,
    rows=(("目的", ("重复营销",)), ("渠道", ("短信", "电子邮件")), ("信息", ("手机号", "电子邮箱", "交易记录"))),
    version="MH-2026-09",
    batch="2026-11-A",
    link=LINK,
    colour="#1F6F54",
)
MADE = datetime(2026, 11, 27, tzinfo=UTC)
DPI = 200


def _print(content: CardContent, wanted: int | None = None) -> bytes:
    shape, drawing = choose_format(content, wanted)
    return write_sheet(drawing, shape, notes=("批次", "份数"), title="包裹卡", made_at=MADE)


def _look(sheet: bytes) -> tuple[list[Image.Image], str]:
    """Return the pages as pictures and their text."""
    pdf = pypdfium2.PdfDocument(sheet)
    return [page.render(scale=DPI / 72).to_pil() for page in pdf], "".join(
        page.get_textpage().get_text_range() for page in pdf
    )


@pytest.mark.parametrize("wanted", [8, 4])
def test_every_code_on_the_sheet_is_scanned(wanted: int) -> None:
    """On an A4 page of eight or four cards each code is read back to the link, and is at least 25 mm wide."""
    (page,), _ = _look(_print(CONTENT, wanted))
    codes = zxingcpp.read_barcodes(page)

    sides = [(code.position.top_right.x - code.position.top_left.x) * 25.4 / DPI for code in codes]
    assert [LINK] * wanted == [code.text for code in codes]
    assert min(sides) >= 25
    assert {210, 297} == {round(side * 25.4 / DPI) for side in page.size}


def test_what_a_buyer_reads() -> None:
    """The sheet carries short notice, handler, version and batch as text, and that nobody need take part."""
    _, text = _look(_print(CONTENT))
    flat = "".join(text.split())

    for part in (
        "木禾想在新品上市",
        "一样简单",
        "木禾食品（上海）有限公司",
        "MH-2026-09",
        "2026-11-A",
        "不参加不影响购物",
    ):
        assert part in flat
    assert "目的重复营销" in flat


def test_the_font_is_inside() -> None:
    """The font is embedded as a subset, so that every printer prints the same letters."""
    sheet = _print(CONTENT)

    assert b"/FontFile2" in sheet
    assert len(sheet) < 200_000


def test_the_same_card_gives_the_same_bytes() -> None:
    """Sheet and pictures depend on nothing but what stands on the card and the time they are made."""
    _, drawing = choose_format(CONTENT)

    assert _print(CONTENT) == _print(CONTENT)
    assert write_svg(drawing, title="卡") == write_svg(drawing, title="卡")


def test_a_single_card_as_a_picture() -> None:
    """The SVG needs no font and fetches nothing; its PNG is scanned like the sheet."""
    _, drawing = choose_format(CONTENT)
    svg = write_svg(drawing, title="包裹卡 <A>")
    picture = Image.open(io.BytesIO(write_png(drawing)))

    assert [] == [word for word in ("<text", "font-family", "href", "<A>") if word in svg]
    assert [LINK] == [code.text for code in zxingcpp.read_barcodes(picture)]
    assert [94, 67] == [round(side / dots * 25.4) for side, dots in zip(picture.size, picture.info["dpi"], strict=True)]
    assert 300 == round(picture.info["dpi"][0])


@pytest.mark.parametrize("length", [20, 60, 100, 160, 240, 400])
def test_texts_stay_legible_and_inside(length: int) -> None:
    """Whatever the length of the notice no text is under 7 points, none leaves its card, none meets the code."""
    shape, drawing = choose_format(replace(CONTENT, short="请放心选择，不选也可以。" * (length // 12)))

    assert drawing.smallest >= 7
    (code,) = [mark for mark in drawing.marks if isinstance(mark, Code)]
    for words in (mark for mark in drawing.marks if isinstance(mark, Words)):
        right = words.x + measure_text(words.text, words.points)
        assert 3 <= words.x < right <= shape.width - 3
        assert 3 <= words.y <= shape.height - 2
        assert not (code.y < words.y < code.y + code.side and right > code.x)


@pytest.mark.parametrize("wanted", [None, 8])
def test_a_notice_that_does_not_fit(wanted: int | None) -> None:
    """A text that would have to be smaller than 7 points is refused, not shrunk."""
    with pytest.raises(InputError, match=r"card\.too_long"):
        choose_format(replace(CONTENT, short="长" * 2000), wanted)


def test_a_long_notice_gets_a_larger_card() -> None:
    """What does not fit on an eighth of a page is put on a quarter."""
    shape, _ = choose_format(replace(CONTENT, short="字" * 400))

    assert 4 == shape.count


def test_a_character_the_font_lacks() -> None:
    """A rare character is named instead of printed as a box."""
    with pytest.raises(InputError) as caught:
        choose_format(replace(CONTENT, brand="木𠮷禾"))

    assert "card.character" == caught.value.code
    assert "“𠮷”U+20BB7" in str(caught.value)


def test_the_font_holds_gb_2312_and_its_licence() -> None:
    """Every character of GB 2312 can be printed, and the licence lies beside the font."""
    held = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    han = "".join(pair.decode("gb2312", errors="ignore") for pair in held)

    assert 6763 == len(han)
    assert measure_text(han, 7) > 0
    licence = (font_file().parent / "OFL.txt").read_text("utf-8")  # type: ignore[attr-defined]
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_lines_break_where_chinese_breaks() -> None:
    """No line begins with a closing mark or ends with an opening one; words and list items stay whole."""
    lines = wrap_text("他说：“同意（agreement）之后，可以撤回。”谢谢。" * 6, 7, 20)

    assert [] == [line for line in lines if line[0] in "，。”）：" or line[-1] in "“（"]
    assert any("agreement" in line for line in lines)
    assert ["电子邮箱、", "企业微信"] == wrap_list(("电子邮箱", "企业微信"), 7, 18)
    assert ["电子邮箱、企业", "微信联系人标识"] == wrap_list(("电子邮箱", "企业微信联系人标识"), 7, 18)


@pytest.mark.parametrize("colour", ["#FFFFFF", "#F5D76E", "1F6F54", "#1F6F5", "green"])
def test_a_colour_nobody_can_read_on(colour: str) -> None:
    """A colour on which white letters cannot be read is refused."""
    with pytest.raises(InputError, match=r"card\.colour"):
        check_colour(colour)
