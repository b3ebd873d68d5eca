"""Writes docs/cli.md (and the quick help) from the commands themselves.

`python -m jobs.cli.reference > docs/cli.md` after changing a command; `--help-file` rewrites the
text that a bare ``chophien --help`` shows.
"""

import sys
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from jobs.cli.app import build
from jobs.cli.commands import COMMANDS, Command
from jobs.cli.help_page import argument_vi
from jobs.cli.main import HELP_FILE


def lines() -> Iterator[str]:
    """The page: a heading, a synopsis and the parameters of each command."""
    yield "# The command line"
    yield ""
    yield "Made by `python -m jobs.cli.reference`; a test fails when this page is behind the code."
    yield ""
    yield "Exit codes: 0 done, 1 something failed, 2 bad input or usage. With `--json` exactly one"
    yield "JSON document stands on standard output; messages for people go to standard error."
    root = get_command(build())
    for command in COMMANDS:
        yield from _section(root, command)


def _section(root: Any, command: Command) -> Iterator[str]:
    found = find(root, command)
    yield ""
    yield f"## `chophien {command.path}`"
    yield ""
    yield (found.help or "").strip()
    if not found.params:
        return
    yield ""
    yield "| parameter | default | meaning |"
    yield "|---|---|---|"
    for parameter in found.params:
        yield _row(parameter)


def find(root: Any, command: Command) -> Any:
    """The command in the tree."""
    found = root
    for word in command.path.split():
        found = found.commands[word]
    return found


def _row(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        name = argument_vi(parameter.name)
    else:
        name = ", ".join([*parameter.opts, *parameter.secondary_opts])
    default = parameter.default
    hidden = default in (None, False, "", ()) or callable(default)
    shown = "–" if hidden else f"`{default}`"
    return f"| `{name}` | {shown} | {parameter.help or ''} |"


def help_text() -> str:
    """What a bare ``chophien --help`` shows: every command under its heading."""
    rows = ["Chợ Phiên: đưa danh mục OCOP lên sàn, đọc lại sàn đang hiển thị gì.", ""]
    rows += ["Cách dùng: chophien LỆNH [THAM SỐ]…   (chophien LỆNH --help: chi tiết)"]
    root = get_command(build())
    width = max(len(command.path) for command in COMMANDS) + 2
    for panel in dict.fromkeys(command.panel for command in COMMANDS):
        rows += ["", f"{panel}:"]
        rows += [
            f"  {command.path:{width}}{_short(root, command)}"
            for command in COMMANDS
            if command.panel == panel
        ]
    return "\n".join(rows) + "\n"


def summary(command: Command) -> str:
    """The command's help in one line."""
    return _short(get_command(build([command])), command)


def _short(root: Any, command: Command) -> str:
    return " ".join((find(root, command).help or "").split())


if __name__ == "__main__":
    if "--help-file" in sys.argv[1:]:
        HELP_FILE.write_text(help_text(), encoding="utf-8")
    else:
        sys.stdout.write("\n".join(lines()) + "\n")
