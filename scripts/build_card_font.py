"""Make the font of the parcel cards: Noto Sans SC cut down to what GB 2312 holds, with its licence beside it.

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3
    python scripts/build_card_font.py expo-google-fonts-noto-sans-sc-0.4.3.tgz

The same package gives the same bytes. Needs fonttools, which fpdf2 brings.
"""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

SOURCE_SHA256 = "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59"
FONT, LICENCE = "package/400Regular/NotoSansSC_400Regular.ttf", "package/LICENSE_FONT"
FOLDER = Path(__file__).parent.parent / "src/yunnuo/flows/card_sheet/font"
# Punctuation and signs that GB 2312 lacks and people write nevertheless.
ALSO = "·—–‘’“”…¥€£©®™°×•※「」『』〔〕﹏～"
DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "STAT")
KEPT_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14)


def list_characters() -> set[int]:
    """Return the code points of GB 2312, of ASCII, and of ALSO."""
    wanted = {*range(0x20, 0x7F), *map(ord, ALSO)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            wanted.update(map(ord, bytes((row, cell)).decode("gb2312", errors="ignore")))
    return wanted


def cut_font(source: bytes) -> bytes:
    """Return the font with these characters only: no hinting, no layout tables, outlines untouched."""
    options = subset.Options(hinting=False, layout_features=[], name_IDs=list(KEPT_NAMES), notdef_outline=True)
    options.drop_tables += DROPPED
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list_characters() & font.getBestCmap().keys())
    cutter.subset(font)
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def main(package: Path) -> None:
    """Write font and licence from the npm package."""
    content = package.read_bytes()
    if hashlib.sha256(content).hexdigest() != SOURCE_SHA256:
        sys.exit(f"{package.name}: another version of the package; look at its licence, then change SOURCE_SHA256")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        font, licence = (archive.extractfile(name) for name in (FONT, LICENCE))
        if font is None or licence is None:
            sys.exit(f"{package.name}: no font or licence inside")
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / "NotoSansSC-GB2312.ttf").write_bytes(cut_font(font.read()))
        (FOLDER / "OFL.txt").write_bytes(licence.read())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
