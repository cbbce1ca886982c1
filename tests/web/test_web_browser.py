"""The pages in a real browser: the whole way without a script, on a phone and a desk, and what axe-core says."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import IO, TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has none
from django.db import connections
from playwright.sync_api import sync_playwright
from web_pages import NUMBER, PEOPLE, set_stage

from yunnuo.demo.people import phone_number
from yunnuo.flows.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django import DjangoDbBlocker

    from yunnuo.flows.workspace import Workspace

PHONE, DESK = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
LARGEST = 50_000
INSIDE = (
    *("/me/", "/me/data/", "/me/receipts/", "/me/recipients/", "/me/why/", "/me/notices/", "/me/complain/"),
    "/me/why/?purpose=repeated_marketing&channel=sms",
)
OUTSIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.checkVisibility() && !e.classList.contains('skip'))
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.tagName + '.' + e.getAttribute('class'))"""
SMALL = """() => [...document.querySelectorAll('button, input:not([type=hidden]), .button')]
    .filter(e => e.checkVisibility() && e.type !== 'checkbox' && e.getBoundingClientRect().height < 44)
    .map(e => e.outerHTML)"""


@dataclass
class Served:
    """A running `yunnuo serve` and the terminal it prints codes on."""

    origin: str
    token: str
    card: str
    version: str
    terminal: IO[str]
    workspace: Path

    def read_code(self) -> str:
        """Return the next code printed on the terminal."""
        for line in self.terminal:
            if found := re.search(r"：(\d{6})（", line):
                return found[1]
        raise AssertionError("the server ended")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Workspace]:
    """Return a workspace on SQLite; every test is of another individual."""
    folder = tmp_path_factory.mktemp("web")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.delenv("YUNNUO_DATABASE_URL", raising=False)
        patch.setenv("YUNNUO_WORKSPACE", str(folder))
        yield open_workspace(folder / "workspace")
        connections.close_all()


@pytest.fixture(scope="module")
def served(browser: Browser, workspace: Workspace) -> Iterator[Served]:
    """Serve a workspace with the sample notice as a user would."""
    del browser  # it lets the workspace be set up beside its loop
    stage = set_stage(workspace)
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "yunnuo.cli", "serve", "--bind", f"127.0.0.1:{port}"]
    command += ["--workspace", str(workspace.folder)]
    hidden = {"YUNNUO_DATABASE_URL", "DJANGO_SETTINGS_MODULE", "YUNNUO_ORIGIN", "YUNNUO_CODE_SENDER"}
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as done:
        assert done.stderr is not None
        try:
            _wait_for(f"http://127.0.0.1:{port}/me/", done)
            yield Served(
                f"http://127.0.0.1:{port}", stage.token, stage.card, stage.version, done.stderr, workspace.folder
            )
        finally:
            done.terminate()


def _wait_for(address: str, server: subprocess.Popen[str]) -> None:
    for _ in range(400):
        assert server.poll() is None
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  # our own server
                return
        except OSError:
            Event().wait(0.05)
    raise AssertionError("the server did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium; where tests must be complete (CI=true) its absence fails instead of skipping."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("Chromium is not installed, and CI must look at the pages")
    if path is None:
        pytest.skip("CHROMIUM IS NOT INSTALLED: nobody looked at the pages in a browser")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        # Playwright keeps a loop running in this thread; the workspace is set up and closed beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def _open(browser: Browser, served: Served, **more: Any) -> BrowserContext:
    return browser.new_context(base_url=served.origin, locale="zh-CN", **more)


def _choose(page: Page, served: Served, phone: str) -> None:
    """Tick two boxes and one that stands apart on the notice that is open, and confirm by code."""
    page.get_by_role("group", name="重复营销").get_by_label("短信").check()
    page.get_by_role("group", name="重复营销").get_by_label("企业微信").check()
    page.get_by_role("group", name="提供给其他处理者").get_by_role("checkbox").check()
    page.get_by_label("手机号或者电子邮箱").fill(phone)
    page.get_by_role("button", name="同意勾选的").click()
    page.get_by_label("6 位数字").fill(served.read_code())
    page.get_by_role("button", name="确认我的选择").click()
    page.get_by_role("status").wait_for()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_whole_way_without_script(browser: Browser, served: Served, size: dict[str, int]) -> None:
    """From the scanned card over notice, choice and code to the receipt, and with one tap to the withdrawal's."""
    context = _open(browser, served, viewport=size, java_script_enabled=False)
    page = context.new_page()
    sizes: list[int] = []
    context.on("response", lambda response: sizes.append(len(response.body())) if response.status == 200 else None)
    hosts: set[str] = set()
    context.on("request", lambda request: hosts.add(request.url.split("/")[2]))

    page.goto(f"/q/{served.card}/")
    notice = page.locator("main").inner_text()
    ticked = page.locator("input[type=checkbox]:checked").count()
    _choose(page, served, phone_number(PEOPLE))
    agreed = page.get_by_role("status").inner_text()
    page.get_by_role("button", name="撤回单独同意：同意木禾把我的手机号提供给青穗农场").click()
    apart = page.locator("main").inner_text()
    page.get_by_role("button", name="撤回：重复营销，短信", exact=True).click()
    withdrawn = page.get_by_role("status").inner_text()
    number = NUMBER.findall(withdrawn)[0]
    page.get_by_role("link", name=number).click()
    receipt = page.locator("main").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="保存为 JSON-LD").click()

    assert "木禾食品（上海）有限公司" in notice
    assert 0 == ticked
    assert 2 == len(NUMBER.findall(agreed))
    assert "立即生效" in withdrawn
    assert (2, 2) == (apart.count("已撤回"), apart.count("已同意"))
    assert "撤回" in receipt
    assert f"{number}.json" == download.value.suggested_filename
    assert {served.origin.split("/")[2]} == hosts
    assert max(sizes) < LARGEST
    context.close()
    assert {"consent.given", "consent.stop"} <= _prove(served, number)


def _prove(served: Served, number: str) -> set[str]:
    """Return the kinds of entries in the pack of whoever holds a receipt, once it verified without the product."""
    tool, place = str(Path(sys.executable).with_name("yunnuo")), served.workspace.parent
    pack = place / f"{number}.zip"
    command = [tool, "evidence", "prove", "--receipt", number, "--out", str(pack), "--workspace", str(served.workspace)]
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(pack) as archive:
        (place / "verify.py").write_bytes(archive.read("verify.py"))
        names = [name for name in archive.namelist() if name.startswith("events/")]
        kinds = {json.loads(archive.read(name)).get("kind", "") for name in names}
    subprocess.run([sys.executable, "-I", "verify.py", str(pack)], cwd=place, check=True, capture_output=True)
    return kinds


def test_stopping_takes_no_more_than_agreeing(browser: Browser, served: Served) -> None:
    """Agreeing takes a tick, a number and two buttons; stopping everything takes a number and two buttons."""
    context = _open(browser, served, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    phone = phone_number(PEOPLE)
    page.goto("/me/")
    page.get_by_label("手机号或者电子邮箱").fill(phone)
    page.get_by_role("button", name="停止全部营销联系").click()
    page.get_by_label("6 位数字").fill(served.read_code())
    page.get_by_role("button", name="确认停止").click()

    assert "营销联系已经全部停止" in page.get_by_role("status").inner_text()
    context.close()


@pytest.mark.parametrize("way", ["s", "q"], ids=["link", "card"])
def test_going_back_after_a_mistake(browser: Browser, served: Served, way: str) -> None:
    """After two mistakes and a refusal every page behind opens again, without a script, and no form is sent twice."""
    context = _open(browser, served, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    sent: list[str] = []
    context.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    place = f"/{way}/{served.token if way == 's' else served.card}/"
    page.goto(place)
    page.get_by_role("button", name="同意勾选的").click()
    first = page.get_by_role("alert").inner_text()
    page.get_by_role("group", name="重复营销").get_by_label("短信").check()
    page.get_by_label("手机号或者电子邮箱").fill("12345")
    page.get_by_role("button", name="同意勾选的").click()
    second = page.get_by_role("alert").inner_text()
    kept = _count_ticks(page), page.get_by_label("手机号或者电子邮箱").input_value()
    page.get_by_role("button", name="都不同意").click()
    declined = page.locator("main").inner_text()
    page.get_by_role("link", name="我的选择").first.click()
    behind = []
    for _ in range(4):
        page.go_back()
        behind.append((page.url.removeprefix(served.origin), page.locator("h1").count()))
    clean = _count_ticks(page), page.get_by_label("手机号或者电子邮箱").input_value()
    page.go_forward()
    page.reload()

    assert ("您没有勾选任何一项", "请填写完整的手机号") == (first[:9], second[:9])
    assert ((1, "12345"), (0, "")) == (kept, clean)
    assert "没有收集您的任何信息" in declined
    assert [(f"{place}?again=1#fault", 1)] * 3 + [(place, 1)] == behind
    assert ["POST"] * 3 == sent
    context.close()


def _count_ticks(page: Page) -> int:
    return page.locator("input[type=checkbox]:checked").count()


def test_every_page_is_accessible(browser: Browser, served: Served) -> None:
    """On a dark phone, and in part on a light desk, axe-core finds nothing; nothing leaves a phone's screen."""
    context = _open(browser, served, java_script_enabled=False)
    start = context.new_page()
    start.goto(f"/s/{served.token}/")
    phone = phone_number(PEOPLE)
    _choose(start, served, phone)
    number = NUMBER.findall(start.content())[0]
    inside = (*INSIDE, f"/me/receipts/{number}/", f"/s/{served.token}/")
    public = (
        f"/s/{served.token}/",
        f"/n/{served.version}/",
        f"/q/{served.card}/",
        f"/n/{served.version}/short/",
        "/me/",
        "/nope/",
    )
    state = context.storage_state()
    context.close()
    looks: tuple[dict[str, Any], ...] = (
        {"viewport": PHONE, "color_scheme": "dark"},
        {"viewport": DESK, "color_scheme": "light"},
    )
    found: dict[str, Any] = {}
    for look, part in zip(looks, (slice(None), slice(2)), strict=True):  # every page once, some pages in both
        for cookies, addresses in ((state, inside[part]), (None, public[part])):
            looking = _open(browser, served, storage_state=cookies, **look)
            page = looking.new_page()
            for address in addresses:
                page.goto(address)
                found |= _look(page, f"{address} {look['color_scheme']}")
            if cookies is None:
                found |= _look_at_forms(page, served, look["color_scheme"])
            looking.close()

    assert {} == found


def _look_at_forms(page: Page, served: Served, scheme: str) -> dict[str, Any]:
    """Return what is wrong with pages that come after a form: a fault told, a refusal, the code."""
    found: dict[str, Any] = {}
    page.goto(f"/s/{served.token}/")
    page.get_by_role("button", name="同意勾选的").click()
    found |= _look(page, f"fault {scheme}")
    page.get_by_role("button", name="都不同意").click()
    found |= _look(page, f"declined {scheme}")
    page.get_by_label("手机号或者电子邮箱").fill(phone_number(PEOPLE))
    page.get_by_role("button", name="记住我的拒绝").click()
    served.read_code()  # not left for another test
    found |= _look(page, f"code {scheme}")
    page.get_by_label("6 位数字").fill("abc")
    page.get_by_role("button", name="确认我的选择").click()
    return found | _look(page, f"wrong code {scheme}")


def _look(page: Page, where: str) -> dict[str, Any]:
    results = Axe().run(page)
    faults = [(item["id"], [node["target"] for node in item["nodes"]]) for item in results.response["violations"]]
    faults += [("outside", page.evaluate(OUTSIDE))] if page.evaluate(OUTSIDE) else []
    faults += [("small", page.evaluate(SMALL))] if page.evaluate(SMALL) else []
    return {where: faults} if faults else {}
