"""Check a proof pack with nothing but this file, Python 3.10 or newer and the library `cryptography`.

    python verify.py PACK.zip [--checkpoint NOTE.txt ...] [--key FINGERPRINT ...]

Reads no clock, asks no network, writes no file, and believes nothing a pack says about itself.
Exit code: 0 everything that could be checked fits, 1 something does not fit, 2 what was given cannot be checked with.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from yunnuo.evidence.archive import MAX_BYTES
from yunnuo.evidence.findings import BROKEN, show_findings
from yunnuo.evidence.verifier import GIVE_MORE, MIN_FINGERPRINT, clean_fingerprint, verify_pack

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_PACK: Final = (
    "这不是证据包：请给对方交来的 .zip 原文件。检查点（末尾有签名的一小段文字）用 --checkpoint 给，另外还要有证据包。\n"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the check from a terminal."""
    parser = argparse.ArgumentParser(prog="verify.py", description="核对允诺证据包，不联网，不写文件。")
    parser.add_argument("pack", type=Path, metavar="PACK.zip", help="证据包")
    parser.add_argument(
        "--checkpoint", type=Path, action="append", default=[], metavar="NOTE.txt", help="另外保存的检查点"
    )
    parser.add_argument("--key", action="append", default=[], metavar="FINGERPRINT", help="对方公布的密钥指纹")
    asked = parser.parse_args(arguments)
    if importlib.util.find_spec("cryptography") is None:
        sys.stderr.write("缺少核对签名用的库。请先运行：python -m pip install cryptography\n")
        return 2
    try:
        with asked.pack.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        outside = {path.name: path.read_bytes().decode() for path in asked.checkpoint}
    except (OSError, UnicodeDecodeError):
        sys.stderr.write("文件打不开：请检查证据包和检查点的路径。\n")
        return 2
    if data[:2] != b"PK" and asked.pack.suffix.lower() != ".zip":
        sys.stderr.write(NO_PACK)
        return 2
    findings = verify_pack(data, outside, asked.key)
    sys.stdout.write(show_findings(findings))
    if any(found.state == BROKEN for found in findings):
        return 1
    if any(len(clean_fingerprint(given)) < MIN_FINGERPRINT for given in asked.key):  # it begins like a key of the pack
        sys.stderr.write(f"指纹太短，没有核对密钥是不是对方的。{GIVE_MORE}。\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
