"""verify.html in a real browser, from a file and with the network off, finds what verify.py finds."""

from __future__ import annotations

import json
import os
import shutil
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from evidence_log import NEW, OLD, START, Log, Sample, make_sample, reseal_pack
from playwright.sync_api import sync_playwright

from yunnuo.consent.documents import NO_CHANNEL
from yunnuo.evidence.archive import read_zip
from yunnuo.evidence.handout import build_page
from yunnuo.evidence.packs import PackParts, write_pack
from yunnuo.evidence.verifier import verify_pack
from yunnuo.rulebook.book import load_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

OUTSIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '#' + e.id)"""
TOLD = """() => [...document.querySelectorAll('#events summary')]
    .map(row => [...row.querySelectorAll('.done, .about')].map(e => e.textContent).join(' '))"""
FOUND = """() => [...document.querySelectorAll('#findings li')]
    .map(row => [row.children[0].textContent, row.children[1].textContent])"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium; where tests must be complete (CI=true) its absence fails instead of skipping."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium is not installed, and CI must try verify.html")
    if path is None:
        pytest.skip("CHROMIUM IS NOT INSTALLED: nobody tried verify.html in a browser")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def sample() -> Sample:
    """Return the log and the parts of a pack."""
    return make_sample()


@pytest.fixture(scope="module")
def good(sample: Sample) -> bytes:
    """Return the pack."""
    return write_pack(sample.parts, NEW)


@pytest.fixture
def noise() -> list[str]:
    """Return what the page complained about or asked the network for."""
    return []


def open_page(browser: Browser, folder: Path, noise: list[str], width: int = 1280, scheme: str = "light") -> Page:
    """Open the page from a file, as an inspector does, with the network off."""
    (folder / "verify.html").write_bytes(build_page())
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        offline=True,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.on("request", lambda request: noise.append(request.url))
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.goto((folder / "verify.html").as_uri())
    noise.remove((folder / "verify.html").as_uri())
    return page


def check_pack(page: Page, folder: Path, pack: bytes) -> set[tuple[str, str]]:
    """Give the page a pack and return what it found."""
    (folder / "pack.zip").write_bytes(pack)
    page.evaluate("document.getElementById('result').hidden = true")
    page.set_input_files("#pack", folder / "pack.zip")
    page.wait_for_selector("#result:not([hidden]):not([aria-busy])")
    return {(state, text) for state, text in page.evaluate(FOUND)}


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")])
def test_good_pack(
    browser: Browser, tmp_path: Path, noise: list[str], sample: Sample, good: bytes, width: int, scheme: str
) -> None:
    """With a checkpoint and the fingerprint a good pack holds, on phone and desk, and nothing leaves the page."""
    page = open_page(browser, tmp_path, noise, width, scheme)
    (tmp_path / "kept-100.txt").write_text(sample.kept[100], encoding="utf-8")
    page.set_input_files("#notes", tmp_path / "kept-100.txt")
    page.fill("#note", sample.kept[256])
    page.fill("#key", NEW.public.fingerprint)
    found = check_pack(page, tmp_path, good)
    outside = {"kept-100.txt": sample.kept[100], "（粘贴的）": sample.kept[256]}

    assert {tuple(each) for each in verify_pack(good, outside, (NEW.public.fingerprint,))} == found
    assert "成立 全部相符" == page.inner_text("#verdict").replace("\n", " ")
    assert len(sample.parts.events) == page.locator("#events > li").count()
    page.locator("#events summary").nth(1).click()
    assert [] == page.evaluate(OUTSIDE)
    assert [] == noise


def test_tampered_pack(browser: Browser, tmp_path: Path, noise: list[str], good: bytes) -> None:
    """One byte changed in the archive and the pack falls; its contents are not shown."""
    page = open_page(browser, tmp_path, noise, 360)
    at = good.index(b"repeated_marketing")
    found = check_pack(page, tmp_path, good[:at] + b"X" + good[at + 1 :])

    assert {("不符", "证据包：不是原样的证据包：被改动、截断或者重新压缩过")} == found
    assert page.inner_text("#verdict").startswith("不成立")
    assert page.is_hidden("#contents")
    assert [] == noise


def test_same_findings(browser: Browser, tmp_path: Path, noise: list[str], sample: Sample, good: bytes) -> None:
    """Whatever the holder of the key changes in any file, browser and verify.py find the same, in the same words."""
    page = open_page(browser, tmp_path, noise)
    page.fill("#note", sample.kept[40])
    held = read_zip(good)
    changed: list[bytes] = [good]
    for name, data in held.items():
        changed += [reseal_pack(good, {name: None}, NEW), reseal_pack(good, {name: data + b"\n"}, NEW)]
        middle = len(data) // 2
        changed.append(reseal_pack(good, {name: data[:middle] + b"7" + data[middle + 1 :]}, NEW))
    event = json.loads(held["events/0003.json"])
    wrong: dict[str, Any] = {"at": 1.5, "seq": 2**60, "kind": None, "salt": "00", "proof": [], "content": "{}"}
    for key, value in wrong.items():
        text = json.dumps(event | {key: value}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        changed.append(reseal_pack(good, {"events/0003.json": text.encode()}, NEW))
    changed += [reseal_pack(good, {"verify.py": b""}), reseal_pack(good, {"verify.py": b""}, OLD)]
    differing = []
    for pack in changed:
        expected = {tuple(each) for each in verify_pack(pack, {"（粘贴的）": sample.kept[40]}, ())}
        found = {(state, text.replace("比对：", "比对（--key）：")) for state, text in check_pack(page, tmp_path, pack)}
        if expected != found:
            differing.append((expected - found, found - expected))

    assert [] == differing
    assert [] == noise


@pytest.mark.parametrize(
    ("typed", "state"),
    [(NEW.public.fingerprint[:1], "未核"), (NEW.public.fingerprint[:31], "未核"), ("ab", "不符"), ("ab" * 32, "不符")],
)
def test_short_fingerprint(
    browser: Browser, tmp_path: Path, noise: list[str], good: bytes, typed: str, state: str
) -> None:
    """A right beginning of a fingerprint is neither proof nor forgery, a wrong one does not fit; as verify.py says."""
    page = open_page(browser, tmp_path, noise)
    page.fill("#key", typed)
    found = check_pack(page, tmp_path, good)
    expected = verify_pack(good, {}, (typed,))

    assert [state] == [each.state for each in expected if each.text.startswith("密钥") and "轮换" not in each.text]
    assert found == {(each.state, each.text.replace("（--checkpoint）", "")) for each in expected}
    assert page.inner_text("#verdict").startswith({"未核": "没有发现不符", "不符": "不成立"}[state])


def test_entries_are_told_in_words(browser: Browser, tmp_path: Path, noise: list[str]) -> None:
    """Each entry says what was done and with what, in words; what it does not say is left out, odd ones are kept."""
    given = {"kind": "consent", "purposes": "trade;own_purpose", "channels": "sms", "separate": True, "handler": "木禾"}
    listed = {"name": "list-1", "purpose": "repeated_marketing", "channel": "sms", "handler": "木禾", "count": 640}
    apart = {"kind": "withdrawal", "purposes": "repeated_marketing", "channels": "none", "recipients": "青穗农场;"}
    entries: list[tuple[str, dict[str, Any], str]] = [
        ("list.published", listed, "交出名单 「list-1」 · 重复营销 · 短信 · 木禾 · 640 人"),
        ("consent.given", given, "单独同意 订单交易、own_purpose · 短信 · 木禾"),
        ("consent.stop", apart, "撤回单独同意 重复营销 · 提供给：青穗农场"),
        ("consent.stop", {"kind": "refusal"}, "拒绝 全部目的 · 全部渠道"),
        ("people.membership", {"state": "leave", "shop": "样例店"}, "退会 样例店"),
        ("notice.shown", {"version": "N1"}, "展示告知 告知 N1"),
        ("own.kind", {"purpose": "trade"}, "own.kind"),
        ("consent.given", {"kind": ["toString"], "purposes": 3, "recipients": {}, "handler": 1}, "同意"),
        ("consent.stop", {"kind": {"a": 1}, "channels": ["none"]}, "停止 全部目的 · 全部渠道"),
    ]
    log = Log()
    for kind, body, _ in entries:
        log.append(kind, **body)
    events = tuple(log.show(seq) for seq in range(1, log.size + 1))
    point, page = log.checkpoint(log.size, NEW), open_page(browser, tmp_path, noise, 360)
    check_pack(page, tmp_path, write_pack(PackParts("campaign", START, point, (NEW.public,), events=events), NEW))
    told = page.evaluate(TOLD)

    assert [text for *_, text in entries] == told
    assert [] == page.evaluate(OUTSIDE)
    assert [] == noise


def test_words_are_the_vocabulary() -> None:
    """The page names purposes and channels as the rulebook does, every one of them."""
    vocabulary, words = (
        load_book().vocabulary,
        json.loads(files("yunnuo.evidence.handout").joinpath("words.json").read_text("utf-8")),
    )
    for name in ("purposes", "channels"):
        expected = {term.id: term.zh.partition("（")[0] for term in vocabulary.lists[name].values()}
        assert expected == {key: zh for key, zh in words[name].items() if key != NO_CHANNEL}


@pytest.mark.parametrize("picker", ["#pack", "#notes"])
def test_neither_pack_nor_checkpoint(browser: Browser, tmp_path: Path, noise: list[str], picker: str) -> None:
    """A file that is neither a pack nor a checkpoint is said to be neither, and counts as nothing."""
    page = open_page(browser, tmp_path, noise, 360)
    (tmp_path / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    page.set_input_files(picker, tmp_path / "照片.jpg")
    page.wait_for_selector("#refused:not([hidden])")

    assert page.inner_text("#refused").startswith("没有用上：照片.jpg。它既不是证据包")
    assert ["", "", True] == [page.inner_text("#chosen"), page.inner_text("#kept"), page.is_hidden("#result")]
    assert [] == page.evaluate(OUTSIDE)
    assert [] == noise


def test_files_are_told_by_content(
    browser: Browser, tmp_path: Path, noise: list[str], sample: Sample, good: bytes
) -> None:
    """A checkpoint given where a pack belongs, and a pack without its ending, are taken for what they are."""
    page = open_page(browser, tmp_path, noise)
    (tmp_path / "另存").write_text(sample.kept[100], encoding="utf-8")
    (tmp_path / "证据包").write_bytes(good)
    page.set_input_files("#pack", tmp_path / "另存")
    page.set_input_files("#notes", tmp_path / "证据包")
    page.wait_for_selector("#result:not([hidden]):not([aria-busy])")

    assert ["证据包", "已选：另存"] == [page.inner_text("#chosen"), page.inner_text("#kept")]
    assert page.is_hidden("#refused")


def test_wrong_checkpoint_is_named(browser: Browser, tmp_path: Path, noise: list[str], good: bytes) -> None:
    """A text chosen as a checkpoint that is none is not passed over: the pack does not hold with it."""
    page = open_page(browser, tmp_path, noise)
    (tmp_path / "note.txt").write_text("共 100 条\n", encoding="utf-8")
    page.set_input_files("#notes", tmp_path / "note.txt")

    assert ("不符", "外部检查点 note.txt：签名文本的格式不对") in check_pack(page, tmp_path, good)


def test_page_is_alone() -> None:
    """The page names no address to load from, and its policy forbids every one."""
    page = build_page().decode()

    assert "default-src 'none'" in page
    assert [] == [word for word in ("src=", "href=", "@import", "url(", "fetch(", "%STYLE%", "_HASH") if word in page]
