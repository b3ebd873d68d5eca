"""Builds the command tree with Typer, runs it, and turns errors into one Vietnamese line."""

import importlib
from collections.abc import Sequence
from typing import Any

import typer
from typer.exceptions import TyperException

from catalog.errors import CATALOGUE, ChoPhienError
from jobs.cli.commands import COMMANDS, GROUPS, Command, wanted
from jobs.cli.help_page import HelpfulCommand, HelpfulGroup
from jobs.cli.usage import explain

INTERRUPTED = 130


def build(commands: Sequence[Command] = COMMANDS) -> typer.Typer:
    """The application with these commands; modules of other commands are never imported."""
    app = _group("Chợ Phiên: đưa danh mục OCOP lên sàn, đọc lại sàn đang hiển thị gì.")
    app.callback()(_nothing)  # keeps the command's name needed when only one is registered
    groups: dict[str, typer.Typer] = {}
    for command in commands:
        function = getattr(importlib.import_module(command.module), command.function)
        *above, name = command.path.split()
        parent = app
        if above:
            parent = groups.setdefault(above[0], _group(GROUPS[above[0]]))
        parent.command(name, cls=HelpfulCommand)(function)
    for group, sub in groups.items():
        sub.callback()(_nothing)
        app.add_typer(sub, name=group)
    return app


def _group(help_vi: str) -> typer.Typer:
    return typer.Typer(
        cls=HelpfulGroup,
        help=help_vi,
        add_completion=False,
        pretty_exceptions_enable=False,
    )


def _nothing() -> None:
    return None


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; no traceback is ever shown."""
    app = build(wanted(tuple(arguments)))
    command = typer.main.get_command(app)
    try:
        code = command.main(list(arguments), "chophien", standalone_mode=False)
    except TyperException as error:
        return _misused(error)
    except (KeyboardInterrupt, typer.Abort):
        _say("Đã dừng theo yêu cầu.")
        return INTERRUPTED
    except ChoPhienError as error:
        return _known(error)
    except Exception as error:  # noqa: BLE001 - the command line's last resort
        return _unknown(error)
    return code if isinstance(code, int) else 0


def _misused(error: TyperException) -> int:
    _say(explain(error))
    return error.exit_code


def _known(error: ChoPhienError) -> int:
    _say(f"Lỗi ({error.code}): {error.text_vi}")
    return 2 if error.code == "config_missing" else 1


def _unknown(error: Exception) -> int:
    lines = _validation_lines(error)
    if lines:
        _say("Cấu hình sai, kiểm tra config.toml và các biến CHOPHIEN_…:")
        for line in lines:
            _say(f"  {line}")
        return 2
    entry = CATALOGUE["internal"]
    _say(f"{entry.text_vi}: {type(error).__name__}: {error}. {entry.advice_vi}")
    return 1


def _validation_lines(error: Exception) -> list[str]:
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return []
    return [_one_line(item) for item in error.errors(include_input=False, include_url=False)]


def _one_line(item: Any) -> str:
    return f"{'.'.join(str(part) for part in item['loc'])}: {item['msg']}"


def _say(text: str) -> None:
    typer.echo(text, err=True)
