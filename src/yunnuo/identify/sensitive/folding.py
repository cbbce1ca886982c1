"""Titles are typed in every dress: full-width letters, capitals, traditional characters. One character stays one.

It must never change the length of a text: offsets hold for the original.
"""

from __future__ import annotations

import re
import string
from typing import Final

_FULL_TO_HALF: Final = 0xFEE0  # how far the full-width forms stand from ASCII
_ASCII: Final = range(0x21, 0x7F)
_TRADITIONAL: Final = (
    "藥嬰兒醫療護膠囊劑貼膏飲學園寶寧養婦產經懷試紙檢測壓儀聽輪癥癬瘡腫鬚髮腦頸關節風濕濾淚鏡隱褲裝鞋襪帽"
    "衛聖會禮燭燈經壇廟觀薩佛貢紙錢趣丟絲網襲愛歡膚創傷癒補維鈣鐵鋅魚單雙氣霧機針殘障齡歲個數碼書課讀習計電動"
)
_SIMPLIFIED: Final = (
    "药婴儿医疗护胶囊剂贴膏饮学园宝宁养妇产经怀试纸检测压仪听轮症癣疮肿须发脑颈关节风湿滤泪镜隐裤装鞋袜帽"
    "卫圣会礼烛灯经坛庙观萨佛贡纸钱趣丢丝网袭爱欢肤创伤愈补维钙铁锌鱼单双气雾机针残障龄岁个数码书课读习计电动"
)
_TABLE: Final = {
    **{code + _FULL_TO_HALF: chr(code).lower() for code in _ASCII},
    **{ord(capital): capital.lower() for capital in string.ascii_uppercase},
    **{ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)},
}
# Most titles have nothing to fold; looking costs a tenth of translating.
_FOLDABLE: Final = re.compile(f"[A-Z{''.join(map(chr, (code + _FULL_TO_HALF for code in _ASCII)))}{_TRADITIONAL}]")


def fold_title(text: str) -> str:
    """Return the text in small half-width letters and common simplified characters; its length does not change."""
    return text.translate(_TABLE) if _FOLDABLE.search(text) else text
