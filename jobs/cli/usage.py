"""Wrong usage, told in Vietnamese: what is missing or wrong, and where to read how it goes."""

import re
from typing import TYPE_CHECKING, Any

from jobs.cli.help_page import argument_vi

if TYPE_CHECKING:
    from typer.exceptions import TyperException

_SENTENCES = (
    (r"No such command '(.*)'\.", r"Không có lệnh “\1”"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", r"Thừa tham số: \1"),
    (r"Option '(.*)' requires an argument\.", r"Tùy chọn \1 cần một giá trị"),
    (r"file '(.*)' does not exist\.", r"không có tệp “\1”"),
    (r"file '(.*)' is a directory\.", r"“\1” là thư mục, không phải tệp"),
    (r"Input should be a valid integer.*", "phải là số nguyên"),
    (r"Input should be a valid number.*", "phải là số"),
    (r"Input should be greater than or equal to (.*)", r"phải từ \1 trở lên"),
    (r"Input should be less than or equal to (.*)", r"phải từ \1 trở xuống"),
)
"""What Typer says → what we say; any other sentence is shown as it is."""


def explain(error: "TyperException") -> str:
    """One line for a clerk, with the command that explains itself."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "chophien"
    said = _said(error).removesuffix(".")
    return f"{said}. Cách dùng: {path} --help"


def _said(error: "TyperException") -> str:
    option = getattr(error, "option_name", None)
    if option is not None and getattr(error, "possibilities", None) is not None:
        known = ", ".join(sorted(getattr(error, "possibilities", ())))
        return f"Không có tùy chọn {option}" + (f"; có phải là {known}" if known else "")
    name = _name(error)
    if not name:
        return _translated(error.message)
    if not error.message:
        return f"Thiếu {name}"
    return f"{name}: {_translated(error.message)}"


def _name(error: "TyperException") -> str:
    """The parameter as help pages name it: `--limit`, or an argument's name in capitals."""
    hint = getattr(error, "param_hint", None)
    parameter: Any = getattr(error, "param", None)
    if hint or parameter is None:
        return str(hint or "")
    is_option = parameter.param_type_name == "option"
    return str(parameter.opts[0]) if is_option else argument_vi(str(parameter.name))


def _translated(message: str) -> str:
    for pattern, vietnamese in _SENTENCES:
        found = re.fullmatch(pattern, message)
        if found:
            return found.expand(vietnamese)
    return message
