"""What `chophien … --help` shows: usage, parameters and commands, all of it in Vietnamese."""

from collections.abc import Iterable
from inspect import cleandoc
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

MISUSED = 2
HELP_VI = "Cho xem trang này rồi thôi."
TYPES_VI = {
    "bool": "",
    "str": "CHỮ",
    "int": "SỐ",
    "int range": "SỐ",
    "float": "SỐ",
    "path": "TỆP",
    "file": "TỆP",
    "%Y-%m-%d": "NĂM-THÁNG-NGÀY",
}
"""What Typer calls a type → what stands behind an option; a test asks for every type in use."""

ARGUMENTS_VI = {
    "channel": "SÀN",
    "file": "TỆP",
    "file_hash": "MÃ-BĂM-GÓI",
    "folder": "THƯ-MỤC",
    "job": "VIỆC",
    "listing": "TIN",
    "listing_id": "MÃ-TIN",
    "login": "TÀI-KHOẢN",
    "name": "TÊN",
    "person": "NGƯỜI-NHẬN",
    "plan_hash": "MÃ-BĂM-KẾ-HOẠCH",
    "shop": "GIAN-HÀNG",
    "source": "TỆP-HOẶC-ĐỊA-CHỈ",
    "task_id": "MÃ-VIỆC",
    "url": "ĐỊA-CHỈ",
}
"""An argument's name in the code → as a clerk reads it."""


def argument_vi(name: str) -> str:
    """An argument as help pages and complaints name it."""
    return ARGUMENTS_VI.get(name, name.upper())


class HelpfulCommand(TyperCommand):
    """A command whose help page is ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page: how it is used, what it does, what each parameter means."""
        arguments = [one for one in self.params if one.param_type_name == "argument"]
        usage = [_argument(one) for one in arguments]
        _begin(ctx, formatter, [*usage, "[TÙY CHỌN]…"], self.help)
        _table(formatter, "Tham số", (_row(_argument(one), one) for one in arguments))
        _options(self, ctx, formatter)


class HelpfulGroup(TyperGroup):
    """A group of commands whose help page is ours; without a command it is shown."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; raises Exit with code 2 when there are none."""
        if not args:
            typer.echo(ctx.get_help())
            raise typer.Exit(MISUSED)
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page: the commands, and what each is for."""
        _begin(ctx, formatter, ["LỆNH", "[THAM SỐ]…"], self.help)
        rows = [(name, cleandoc(one.help or "")) for name, one in self.commands.items()]
        _table(formatter, "Lệnh", rows)
        _options(self, ctx, formatter)


def _begin(ctx: Any, formatter: Any, usage: Iterable[str], help_vi: str | None) -> None:
    formatter.write_usage(ctx.command_path, " ".join(usage), "Cách dùng: ")
    formatter.write_paragraph()
    formatter.write_text(cleandoc(help_vi or ""))


def _options(command: TyperCommand | TyperGroup, ctx: Any, formatter: Any) -> None:
    options = [one for one in command.params if one.param_type_name == "option"]
    rows = [_row(_option(one, ctx), one) for one in options]
    _table(formatter, "Tùy chọn", [*rows, ("--help", HELP_VI)])


def _table(formatter: Any, title: str, rows: Iterable[tuple[str, str]]) -> None:
    found = list(rows)
    if found:
        with formatter.section(title):
            formatter.write_dl(found)


def _argument(parameter: Any) -> str:
    name = argument_vi(str(parameter.name))
    return name if parameter.required else f"[{name}]"


def _option(parameter: Any, ctx: Any) -> str:
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    return f"{names} {_kind(parameter, ctx)}".strip()


def _kind(parameter: Any, ctx: Any) -> str:
    told = str(parameter.display_type_rich(ctx=ctx) or "").strip("<>")
    if "|" in told:
        return f"[{told}]"  # one of these words
    one = told.removeprefix("list[").removesuffix("]") if told.startswith("list[") else told
    return TYPES_VI[one]


def _row(name: str, parameter: Any) -> tuple[str, str]:
    notes = [_default(parameter), _bounds(parameter), "bắt buộc" if parameter.required else ""]
    told = "; ".join(note for note in notes if note)
    return name, f"{parameter.help or ''} ({told})" if told else str(parameter.help or "")


def _default(parameter: Any) -> str:
    default = parameter.default
    if default in (None, False, True, "", ()) or callable(default) or not parameter.show_default:
        return ""
    return f"mặc định: {default}"


def _bounds(parameter: Any) -> str:
    least, most = parameter.min, parameter.max
    if least is not None and most is not None:
        return f"từ {least} đến {most}"
    if least is not None:
        return f"từ {least} trở lên"
    return f"đến {most}" if most is not None else ""
