"""What goes with every pack to whoever checks it: README.txt, verify.py and verify.html, each in one piece.

verify.py is the room's own modules put one after another, verify.html a page with its style and scripts inside. Both
are the same in every pack of a release, so that an inspector can hold a copy of his own.
"""

from __future__ import annotations

import ast
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

_MODULES: Final = ("findings", "proofs", "notes", "archive", "verifier", "program")  # each imports only those before it
_OURS: Final = "yunnuo"
_NOBLE: Final = "noble-ed25519-3.2.0"


@cache
def build_program() -> bytes:
    """Return verify.py: the verifier and what it imports from the room, as one file that imports nothing of it."""
    parts = [_read_module(name) for name in _MODULES]
    head = f'"""{parts[-1][0]}"""\n\nfrom __future__ import annotations\n'
    text = "\n\n".join([head, *(body.strip() + "\n" for _, body in parts)])
    return re.sub(r"\n{4,}", "\n\n\n", text).encode()


def _read_module(name: str) -> tuple[str, str]:
    """Return a module's docstring, and its source without docstring and imports from the room."""
    source = files("yunnuo.evidence").joinpath(f"{name}.py").read_text(encoding="utf-8")
    lines, tree = source.splitlines(), ast.parse(source)
    for node in tree.body:
        inner = isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in (_OURS, "__future__")
        if inner or node is tree.body[0]:
            lines[node.lineno - 1 : node.end_lineno] = [""] * ((node.end_lineno or node.lineno) - node.lineno + 1)
    docstring = ast.get_docstring(tree, clean=False) or ""
    remark = [f"# {line}".rstrip() for line in docstring.strip().splitlines()] if name != _MODULES[-1] else []
    return docstring, "\n".join([*remark, *lines])


@cache
def build_page() -> bytes:
    """Return verify.html; its policy lets it run its own script and nothing else, and reach nothing."""
    style, noble, licence = _read_part("verify.css"), _read_part(f"{_NOBLE}.js"), _read_part(f"{_NOBLE}.LICENSE")
    script = (
        f"{noble}\n{{\n{_read_part('checks.js')}\nconst WORDS = {_read_part('words.json').strip()};\n"
        f"{_read_part('telling.js')}\n{_read_part('page.js')}}}\n"  # a block of its own: no clash of names
    )
    slots = {"STYLE": style, "SCRIPT": script, "LICENCE": licence.strip()}
    page = _read_part("verify.html")
    for name in ("STYLE", "SCRIPT"):
        page = page.replace(f"{name}_HASH", b64encode(sha256(f"\n{slots[name]}".encode()).digest()).decode())
    for name, text in slots.items():
        page = page.replace(f"%{name}%", text)
    return page.encode()


@cache
def read_guide() -> bytes:
    """Return README.txt."""
    return _read_part("README.txt").encode()


def _read_part(name: str) -> str:
    return files("yunnuo.evidence.handout").joinpath(name).read_text(encoding="utf-8")
