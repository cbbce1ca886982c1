"""`replay` and `decide --record`: what was decided can be decided again, one by one and a whole screening."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
from cli_desk import SMS, call, refuse, succeed

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = (
    "purpose: repeated_marketing\nchannel: sms\ncategory: [phone]\nhandler: 青禾日用\n"
    "consent: []\ncomplete: [consent, refusal]\n"
)
SAME = "一致（逐字节相同）"


def record(folder: Path) -> str:
    """Decide and record one question in a folder; return the record's id."""
    answer = json.loads(succeed("decide", "-", "--record", folder, "--json", stdin=QUESTION))
    assert [f"{answer['record']}.json"] == [file.name for file in folder.iterdir()]
    return str(answer["record"])


def screen(brand: Path) -> tuple[Path, str]:
    """Screen one order file of the brand; return the folder of results and the screening's id."""
    out = brand.parent / "结果"
    succeed("screen", brand / "files" / "orders" / "youzan_orders.csv", *SMS, "--out", out, "--workspace", brand)
    return out, str(json.loads((out / "records.jsonl").read_text("utf-8").partition("\n")[0])["id"])


def test_replay_same(desk: Path) -> None:
    """A recorded decision replays as the same bytes, by its whole id or its beginning."""
    name = record(desk / "记录")

    assert succeed("replay", name, "--records", desk / "记录").startswith(SAME)
    assert json.loads(succeed("replay", name[:10], "--records", desk / "记录", "--json"))["same"]


def test_replay_changed(desk: Path) -> None:
    """A record that was changed is told where, with exit code 1."""
    name = record(desk / "记录")
    file = desk / "记录" / f"{name}.json"
    file.write_bytes(file.read_bytes().replace(b'"outcome":"not_permitted"', b'"outcome":"permitted"'))

    done = call("replay", name, "--records", desk / "记录")

    assert (1, "") == (done.code, done.err)
    assert done.out.startswith("不一致：第一处不同在 /gates/")


def test_replay_refused(desk: Path) -> None:
    """No record, a short id, and a folder that is no rulebook are refused."""
    name = record(desk / "记录")

    assert "[replay.missing]" in refuse("replay", "0" * 64, "--records", desk / "记录")
    assert "[replay.id]" in refuse("replay", "abc", "--records", desk / "记录")
    assert "[rules.book]" in refuse("replay", name, "--records", desk / "记录", "--book", desk)


def test_voices(desk: Path) -> None:
    """Each voice is printed alone, all three stand in the JSON, and another word is refused."""
    voices = json.loads(succeed("decide", "-", "--json", stdin=QUESTION))["voices"]

    for voice, lines in voices.items():
        assert "\n".join(lines) + "\n" == succeed("decide", "-", "--voice", voice, stdin=QUESTION)
    assert "[cli.voice]" in refuse("decide", "-", "--voice", "robot", stdin=QUESTION)
    assert list(desk.iterdir()) == []


def test_screening_replays(brand: Path) -> None:
    """Every decision of a screening replays: by its signature, all together, and from the workspace's own copy."""
    out, screening = screen(brand)
    column = pq.read_table(out / "decisions.parquet").column("signature")
    numbers = {int(str(number)) for number in column.to_pylist()}

    assert succeed("replay", f"{screening}:{max(numbers)}", "--records", out).startswith(SAME)
    assert f"{len(numbers):,} 条判断" in succeed("replay", screening, "--records", out)
    assert f"{len(numbers):,} 条判断" in succeed("replay", screening[:12], "--workspace", brand)
    assert "[replay.missing]" in refuse("replay", f"{screening}:{max(numbers) + 1}", "--records", out)


def test_screening_changed(brand: Path) -> None:
    """An answer turned in one row is found, a row taken away too; the other rows still replay."""
    out, screening = screen(brand)
    head, first, *others = (out / "records.jsonl").read_text("utf-8").splitlines(keepends=True)
    answers = json.loads(first)["answers"]
    turned = first.replace(answers, ("0" if answers[0] == "1" else "1") + answers[1:])

    (out / "records.jsonl").write_text("".join([head, turned, *others]), "utf-8")
    assert 1 == call("replay", screening, "--records", out).code
    assert 1 == call("replay", f"{screening}:1", "--records", out).code
    assert succeed("replay", f"{screening}:2", "--records", out).startswith(SAME)
    (out / "records.jsonl").write_text("".join([head, *others]), "utf-8")
    assert "/signatures" in call("replay", screening, "--records", out).out


def test_records_name_nobody(brand: Path) -> None:
    """The records of a screening name neither the handler nor anybody else."""
    out, _ = screen(brand)
    handler = json.loads((out / "certificate.json").read_text("utf-8"))["handler"]

    assert handler not in (out / "records.jsonl").read_text("utf-8")
