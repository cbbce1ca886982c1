"""Help and usage errors in Chinese; nothing a user typed is ever repeated, it may be a phone number."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

import typer

from yunnuo.terms.errors import InputError

if TYPE_CHECKING:
    from typer.exceptions import TyperException

_WORDS: Final = (
    (r"^Usage: ", "用法："),
    (r"^Arguments:$", "参数："),
    (r"^Options:$", "选项："),
    (r"^Commands:$", "命令："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 …"),
    (r"Show this message and exit\.", "显示这份说明。"),
    (r"env var: ", "环境变量 "),
    (r"default:\s+", "缺省 "),
    (r"([\[;]\s*)required\]", r"\1必填]"),
)


class _Context(typer.Context):
    def get_help(self) -> str:
        text = super().get_help()
        for pattern, word in _WORDS:
            text = re.sub(pattern, word, text, flags=re.MULTILINE)
        return text


def speak_chinese(command: Any) -> Any:
    """Return a command with all its subcommands, whose help will be Chinese."""
    command.context_class = _Context
    for child in getattr(command, "commands", {}).values():
        speak_chinese(child)
    return command


def explain_usage(error: TyperException) -> InputError:
    """Return a usage error as ours: what is missing or not known, what comes near, where to read on."""
    context = getattr(error, "ctx", None)
    command = getattr(context, "command", None)
    what, why = _DESCRIBED.get(type(error).__name__, _describe_other)(error, command)
    path = context.command_path if context else "yunnuo"
    return InputError("cli.usage", what, why=why, todo=f"看 {path} --help")


def _describe_missing(error: Any, _command: Any) -> tuple[str, str]:
    return f"缺少{_name(error.param)}", ""


def _describe_value(error: Any, _command: Any) -> tuple[str, str]:
    return f"{_name(error.param)} 的值不对", "要写整数" if "integer" in str(error) else ""


def _describe_option(error: Any, command: Any) -> tuple[str, str]:
    return "没有这个选项", _suggest(error.option_name, _options(command))


def _describe_use(error: Any, _command: Any) -> tuple[str, str]:
    name = error.option_name if re.fullmatch(r"--[a-z-]+", error.option_name) else ""
    return f"选项 {name} 的用法不对", "后面要写一个值；开关后面不写值"


def _describe_other(error: Any, command: Any) -> tuple[str, str]:
    if hasattr(command, "commands"):
        found = re.search(r"No such command '([^']*)'", error.message)
        near = _suggest(found[1], list(command.commands)) if found else ""
        return "没有这个命令", near or f"有 {'、'.join(command.commands)}"
    return "多写了参数", "带空格的名称要加引号；标识要写在选项后面"


_DESCRIBED: Final = {
    "MissingParameter": _describe_missing,
    "BadParameter": _describe_value,
    "NoSuchOption": _describe_option,
    "BadOptionUsage": _describe_use,
}


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "option":
        return f"选项 {parameter.opts[0]}"
    return f"参数 {parameter.metavar or parameter.name}"


def _options(command: Any) -> list[str]:
    return [option for item in getattr(command, "params", ()) for option in item.opts]


def _suggest(typed: str, known: list[str]) -> str:
    near = get_close_matches(typed, known, n=3, cutoff=0.6)
    return f"是不是 {'、'.join(near)}？" if near else ""
