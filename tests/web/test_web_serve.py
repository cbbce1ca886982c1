"""`yunnuo serve` starts only where it is safe to, and says what is wrong in one line."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from yunnuo.cli.serve import check_exposure, read_bind
from yunnuo.flows.card_orders import TOUCHPOINT
from yunnuo.people.keys import KeyValue
from yunnuo.reach.senders import SENDERS, choose_sender
from yunnuo.terms.errors import InputError
from yunnuo.web.people.places import CARD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("bind", ["8000", ":8000", "127.0.0.1:", "127.0.0.1:web", "127.0.0.1:0", "127.0.0.1:70000"])
def test_bad_bind(bind: str) -> None:
    """An address that is none is bad input."""
    with pytest.raises(InputError, match=r"serve\.bind"):
        read_bind(bind)


def test_good_bind() -> None:
    """IPv4, names and bracketed IPv6 are addresses."""
    read = [read_bind(bind) for bind in ("127.0.0.1:8000", "localhost:1", "[::1]:65535")]

    assert [("127.0.0.1", 8000), ("localhost", 1), ("::1", 65535)] == read


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.com"])  # noqa: S104  # what must be refused
def test_other_machines_need_an_origin(host: str) -> None:
    """Serving other machines needs the address they see."""
    with pytest.raises(InputError, match=r"serve\.origin"):
        check_exposure(host, {})
    check_exposure(host, {"YUNNUO_ORIGIN": "https://me.example.com"})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_this_machine_needs_none(host: str) -> None:
    """This machine may be served as it is."""
    check_exposure(host, {})


@pytest.mark.parametrize("origin", ["me.example.com", "ftp://me.example.com", "https://", "https://a.example/path"])
def test_bad_origin(origin: str) -> None:
    """An origin is a scheme and a host and nothing else."""
    with pytest.raises(InputError, match=r"serve\.origin"):
        check_exposure("127.0.0.1", {"YUNNUO_ORIGIN": origin})


def test_error_is_one_line(tmp_path: Path) -> None:
    """What is wrong is said in one line with exit code 2, and no workspace is made."""
    command = [sys.executable, "-m", "yunnuo.cli", "serve", "--bind", "nonsense", "--workspace", str(tmp_path / "w")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (2, 1, False) == (done.returncode, len(done.stderr.splitlines()), (tmp_path / "w").exists())
    assert "serve.bind" in done.stderr


def test_sender_is_chosen_by_name() -> None:
    """A sender is one line of the registry; a name that is not there is bad input."""
    assert ("phone", "email") == choose_sender("console").kinds
    assert "console" in SENDERS
    with pytest.raises(InputError, match=r"reach\.sender"):
        choose_sender("pigeon")


def test_console_shows_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    """The console sender prints the code and no more of the number than tells two apart."""
    choose_sender("console").send_code(KeyValue("phone", "", "+8619900012345"), "123456", 10)
    printed = capsys.readouterr().err

    assert "123456" in printed
    assert "19900012" not in printed


def test_server_starts_light() -> None:
    """The pages are served without loading what draws, prints or computes audiences."""
    heavy = ["fpdf", "altair", "playwright", "xlsxwriter", "docx"]
    code = f"import sys, yunnuo.flows, yunnuo.web.urls; print([n for n in {heavy!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()


def test_a_card_is_called_the_same_everywhere() -> None:
    """Printing a card and scanning it use one name for the touchpoint."""
    assert TOUCHPOINT == CARD
