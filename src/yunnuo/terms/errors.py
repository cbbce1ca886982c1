"""The root of every error the product raises, and what each must tell.

YunnuoError
├── InputError      bad input; the command line leaves with exit code 2
├── RefusedError    a check failed or the act is refused; exit code 1
└── (one errors.py per room derives from these)

No message may hold personal information: values of cells are never quoted, only their place.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the input something is wrong; rows and columns count from 1, `column` may also be a header name."""

    file: str = ""
    row: int | None = None
    column: str | int | None = None

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(f"第 {self.row} 行")
        if self.column is not None:
            parts.append(f"列「{self.column}」" if isinstance(self.column, str) else f"第 {self.column} 列")
        return " ".join(parts)


class YunnuoError(Exception):
    """An error that tells what is wrong, where, why, and what to do, in Chinese and without personal information."""

    exit_code = 1

    def __init__(self, code: str, what: str, *, where: Place | None = None, why: str = "", todo: str = "") -> None:
        self.code, self.what, self.where, self.why, self.todo = code, what, where or Place(), why, todo
        super().__init__(self.render())

    def render(self) -> str:
        """Return one line: what (where): why; what to do [code]."""
        place = f"（{self.where}）" if str(self.where) else ""
        why = f"：{self.why}" if self.why else ""
        stop = "" if self.why.endswith("？") else "。"
        todo = f"{stop}请{self.todo}" if self.todo else ""
        return f"{self.what}{place}{why}{todo} [{self.code}]"


class InputError(YunnuoError):
    """The input cannot be used; nothing was written."""

    exit_code = 2


class RefusedError(YunnuoError):
    """The act is refused or a check failed; nothing was written."""

    exit_code = 1
