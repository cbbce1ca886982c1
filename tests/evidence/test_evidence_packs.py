"""A pack is checked by one file and a library, says what it proves, and never leaves when it would not verify."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from evidence_log import NEW, NOTICE, OLD, SALT, STRANGER, Sample, make_list, make_sample, reseal_pack

from yunnuo.evidence.archive import read_zip, write_json
from yunnuo.evidence.checkpoints import Signer, make_checkpoint
from yunnuo.evidence.errors import BadEvidenceError, BrokenPackError
from yunnuo.evidence.findings import BROKEN, FITS, OPEN, show_findings
from yunnuo.evidence.handout import build_program
from yunnuo.evidence.lists import make_token
from yunnuo.evidence.packs import Consistency, PackParts, ShownList, ShownNotice, write_pack
from yunnuo.evidence.program import main
from yunnuo.evidence.verifier import verify_pack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture(scope="module")
def sample() -> Sample:
    """Return the log and the parts of a pack."""
    return make_sample()


@pytest.fixture(scope="module")
def pack(sample: Sample) -> bytes:
    """Return the pack."""
    return write_pack(sample.parts, NEW)


def states(pack: bytes, outside: dict[str, str], *fingerprints: str) -> Counter[str]:
    """Count what was found."""
    return Counter(found.state for found in verify_pack(pack, outside, fingerprints))


def test_good_pack(sample: Sample, pack: bytes) -> None:
    """With checkpoints and a fingerprint from elsewhere everything fits and nothing is left open."""
    outside = {f"{size}.txt": note for size, note in sample.kept.items()}
    found = verify_pack(pack, outside, (NEW.public.fingerprint, OLD.public.fingerprint[:40].upper()))

    assert {FITS} == {each.state for each in found}, found
    text = "\n".join(each.text for each in found)
    for said in ("20 个文件都在", "7 条都在日志里", "另有 1 条的内容已经删除", "此人不在「autumn-sms」里（共 20 人"):
        assert said in text, text
    assert "此人在「spring-sms」里（共 21 人" in text


def test_pack_alone(pack: bytes) -> None:
    """Without anything from elsewhere the key's owner and the log's history stay open."""
    found = verify_pack(pack, {}, ())

    assert ["密钥是不是对方的", "整本日志后来有没有被改写"] == [
        each.text.partition("：")[0] for each in found if each.state == OPEN
    ]
    assert BROKEN not in {each.state for each in found}
    assert "结论：没有发现不符，但有 2 处没有核对。" in show_findings(found)


def test_same_bytes(sample: Sample, pack: bytes) -> None:
    """The same parts, in another order, give the same bytes."""
    parts = replace(sample.parts, events=sample.parts.events[::-1], lists=sample.parts.lists[::-1])

    assert pack == write_pack(parts, NEW)


def test_plain_zip(pack: bytes) -> None:
    """Any program that reads ZIP reads the pack."""
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        assert archive.testzip() is None
        assert read_zip(pack) == {name: archive.read(name) for name in archive.namelist()}


def run_alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the pack's verify.py in a folder that holds nothing of the product and may not import it."""
    (folder / "verify.py").write_bytes(build_program())
    guard = (
        "import sys, runpy; sys.modules['yunnuo'] = None; sys.argv = sys.argv[1:];"
        "runpy.run_path('verify.py', run_name='__main__')"
    )
    command = [sys.executable, "-I", "-X", "utf8", "-c", guard, "verify.py", *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, encoding="utf-8")


def test_one_file_is_enough(tmp_path: Path, sample: Sample, pack: bytes) -> None:
    """The file in the pack checks the pack without the product, in the words of the product."""
    (tmp_path / "pack.zip").write_bytes(pack)
    (tmp_path / "kept.txt").write_text(sample.kept[100], encoding="utf-8")
    done = run_alone(tmp_path, "pack.zip", "--checkpoint", "kept.txt", "--key", NEW.public.fingerprint)

    assert (0, "") == (done.returncode, done.stderr)
    assert "【相符】外部检查点 kept.txt：共 100 条" in done.stdout
    assert "结论：成立：全部相符。" in done.stdout
    assert build_program() == read_zip(pack)["verify.py"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["broken.zip"], 1, "不是原样的证据包"),
        (["pack.zip", "--checkpoint", "forged.txt"], 1, "没有包内密钥的有效签名"),
        (["pack.zip", "--key", "ab" * 32], 1, "包内没有您给的指纹"),
        (["pack.zip", "--key", "ab"], 1, "包内没有您给的指纹"),
        (["pack.zip", "--key", NEW.public.fingerprint[:31]], 2, "请给全部 64 位，至少前 32 位"),
        (["pack.zip", "--key", NEW.public.fingerprint[:8], "--key", "ab" * 32], 1, "包内没有您给的指纹"),
        (["forged.txt"], 2, "这不是证据包：请给对方交来的 .zip 原文件"),
        (["absent.zip"], 2, "文件打不开"),
        (["pack.zip", "--checkpoint", "pack.zip"], 2, "文件打不开"),
    ],
)
def test_exit_codes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    pack: bytes,
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    """What does not fit ends with 1, what cannot be opened with 2, both with a Chinese sentence."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pack.zip").write_bytes(pack)
    (tmp_path / "broken.zip").write_bytes(pack[:-1])
    forged = make_checkpoint(40, bytes(32), Signer(NEW.name, b"\3" * 32), at=0)
    (tmp_path / "forged.txt").write_text(forged, encoding="utf-8")

    assert code == main(arguments)
    assert said in "".join(capsys.readouterr())


def test_library_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pack: bytes
) -> None:
    """Without the signature library the file says how to get it and checks nothing."""
    (tmp_path / "pack.zip").write_bytes(pack)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    assert 2 == main([str(tmp_path / "pack.zip")])
    assert "python -m pip install cryptography" in capsys.readouterr().err


def test_program_is_sound() -> None:
    """The one file imports nothing of the product, defines no name twice, and is what Python 3.10 reads."""
    tree = ast.parse(build_program(), feature_version=(3, 10))
    imports = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    names += [
        target.id
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(target := node.target, ast.Name)
    ]

    assert [] == [module for module in imports if module and module.startswith("yunnuo")]
    assert len(set(names)) == len(names)


def without(parts: PackParts, seq: int) -> PackParts:
    """Return the parts without one event."""
    return replace(parts, events=tuple(event for event in parts.events if event.seq != seq))


def test_false_parts(sample: Sample) -> None:
    """Parts that would not verify are refused before anything leaves."""
    parts, log = sample.parts, sample.log
    stranger = make_list().prove(make_token(SALT, STRANGER))
    tombstone = max(event.seq for event in parts.events)
    false: dict[str, PackParts] = {
        "没有删除记录": without(parts, tombstone),
        "autumn-sms.json 的证明不成立": replace(parts, token=STRANGER),
        "spring-sms.json 的证明不成立": replace(parts, lists=(replace(parts.lists[1], listing=stranger),)),
        "另一份名单": replace(parts, lists=(replace(parts.lists[0], name="spring-sms"),)),
        "不是记录里写明的那一份": replace(parts, notices=(ShownNotice("v1.html", NOTICE + b" "),)),
        "一条也没有": replace(parts, events=()),
        "没有包内密钥的有效签名": replace(parts, checkpoint=log.checkpoint(300, Signer(NEW.name, b"\5" * 32))),
        "不在日志里": replace(parts, checkpoint=log.checkpoint(299, NEW)),
        "轮换声明对不上": replace(parts, rotations=()),
    }
    for why, wrong in false.items():
        with pytest.raises(BrokenPackError, match=why):
            write_pack(wrong, NEW)
    with pytest.raises(BrokenPackError, match="最新一把密钥"):
        write_pack(parts, OLD)


@pytest.mark.parametrize(
    "name", ["../v1.html", "v1.exe", "V1.html", "告知.html", "v1.html/..", "con/v1.html", "a" * 65 + ".html"]
)
def test_names_outside(sample: Sample, name: str) -> None:
    """A file that would leave its folder or surprise an unpacker is not written."""
    with pytest.raises(BadEvidenceError):
        write_pack(replace(sample.parts, notices=(ShownNotice(name, NOTICE),)), NEW)


def test_subject_unproved(sample: Sample) -> None:
    """Where no event names the person's token, the lists' proofs say so."""
    found = verify_pack(write_pack(without(sample.parts, 1), NEW), {}, ())

    assert any(each.state == OPEN and "名单用的代号" in each.text for each in found)


def hostile_zips(pack: bytes) -> Sequence[bytes]:
    """Return archives that play tricks."""
    made = []
    for compress, names in (
        (zipfile.ZIP_DEFLATED, ["manifest.json"]),
        (zipfile.ZIP_STORED, ["../evil.txt"]),
        (zipfile.ZIP_STORED, ["/etc/passwd"]),
        (zipfile.ZIP_STORED, ["..\\evil.txt"]),
        (zipfile.ZIP_STORED, list(read_zip(pack))),
    ):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", compress) as archive:
            for name in names:
                archive.writestr(name, read_zip(pack).get(name, b"x"))
        made.append(stream.getvalue())
    first = pack.index(b"PK\3\4", 4)
    return [*made, b"", b"PK", pack * 2, pack[:first] + pack, b"MZ" + pack, pack + b"\0", pack[: len(pack) // 2]]


def test_hostile_archives(pack: bytes) -> None:
    """Compressed, repacked, doubled, prefixed and cut archives and names that leave the folder are all refused."""
    for data in hostile_zips(pack):
        assert [BROKEN] == [found.state for found in verify_pack(data, {}, ())]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("events/0001.json", "[" * 100_000),
        ("events/0001.json", '{"seq":1e400}'),
        ("events/0001.json", '{"seq":' + "9" * 5_000 + "}"),
        ("events/0001.json", '{"seq":1,"seq":2}'),
        ("events/0001.json", '{"at":true,"content":"{}","kind":"x","proof":[],"salt":"","seq":true}'),
        ("events/0001.json", "null"),
        ("events/0001.json", '"\\ud800"'),
        ("lists/spring-sms.json", '{"event":[],"leaves":{},"member":1,"subject":null}'),
        ("checkpoint.txt", "\x1b[2J"),
        ("keys.txt", "a+b+c\n" * 3),
        ("rotations/0001.txt", "yunnuo.rotation/1\n\n— a b\n"),
    ],
)
def test_hostile_contents(pack: bytes, name: str, value: str) -> None:
    """Whatever stands in a file that the sealing key itself put there, the answer is a finding, never a crash."""
    assert 0 < states(reseal_pack(pack, {name: value.encode()}, NEW), {})[BROKEN]


@pytest.mark.parametrize(
    "value",
    [
        b"null",
        b"{}",
        b'{"checkpoint":300,"created_at":0,"files":[],"format":"yunnuo.pack/1","subject":{"kind":"person"}}',
    ],
)
def test_hostile_manifest(pack: bytes, value: bytes) -> None:
    """A manifest that is none is a finding."""
    assert 0 < states(reseal_pack(pack, {"manifest.json": value}, NEW), {})[BROKEN]


def test_terminal_is_safe(pack: bytes) -> None:
    """No name a pack makes up reaches the terminal."""
    manifest = {"checkpoint": 300, "created_at": 0, "files": {"\x1b[2J": ""}, "format": "yunnuo.pack/1"}
    forged = reseal_pack(pack, {"manifest.json": write_json(manifest | {"subject": {"kind": "person"}}).encode()}, NEW)

    assert "\x1b" not in "".join(found.text for found in verify_pack(forged, {}, ()))


def test_consistency_missing(sample: Sample, pack: bytes) -> None:
    """A checkpoint the pack holds no proof for is not passed over."""
    other = sample.log.checkpoint(41, OLD)
    found = verify_pack(pack, {"other.txt": other}, ())

    assert ["外部检查点 other.txt：缺 consistency/41-300.json"] == [each.text for each in found if each.state == BROKEN]


def test_sample_is_complete(sample: Sample) -> None:
    """The sample shows every kind of part, so that the tests above look at all of them."""
    assert all([sample.parts.lists, sample.parts.notices, sample.parts.rotations])
    assert all(isinstance(each, Consistency) for each in sample.parts.consistency)
    assert all(isinstance(each, ShownList) for each in sample.parts.lists)
