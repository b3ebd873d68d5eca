"""`import`: read a decision annex (phụ lục) and store it, or only say what stands in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from catalog.importing import Annex, Problem
    from catalog.importing.store import Imported

UNREADABLE = 2
_ADVICE_VI = "Dữ liệu chưa bị thay đổi."
_MOST_PLACES = 12


def import_annex(
    file: Annotated[Path, typer.Argument(help="Tệp .xlsx, .xls, .ods hoặc .csv.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ đọc và báo, không ghi gì; không cần cài đặt.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False,
    actor: Annotated[
        str | None, typer.Option(help="Tên người nhập, ghi vào nhật ký (mặc định: tài khoản máy).")
    ] = None,
) -> None:
    """Nhập phụ lục quyết định OCOP: đọc tệp, báo điểm cần xem, ghi sản phẩm mới hoặc đã đổi."""
    from catalog.errors import ChoPhienError
    from catalog.importing import AnnexRefused
    from jobs.cli.bars import steps

    try:
        with steps(shown=not json) as step:
            annex, done = _read(file, step) if dry_run else _import(file, actor, step)
    except AnnexRefused as refused:
        _refuse(refused.code, refused.text_vi, json=json)
    except ChoPhienError as error:
        if not json:
            raise
        _refuse(error.code, error.text_vi, json=json)
    if json:
        from jobs.cli.common import print_json

        print_json(done.to_json() if done else annex.to_json())
        return
    _summarise(file, annex, done)


def _read(file: Path, step: Callable[[str], None]) -> "tuple[Annex, Imported | None]":
    from catalog.importing import read_annex

    step("Đọc tệp")
    return read_annex(file), None


def _import(
    file: Path, actor: str | None, step: Callable[[str], None]
) -> "tuple[Annex, Imported | None]":
    from catalog.importing.store import import_annex as run
    from jobs.cli.common import database, whoami

    with database() as opened:
        done = run(opened, file, actor or whoami(), step=step)
    return done.annex, done


def _refuse(code: str, text_vi: str, *, json: bool) -> NoReturn:
    if json:
        from jobs.cli.common import print_json

        print_json({"error": {"code": code, "text_vi": text_vi}})
    else:
        from catalog.importing import PROBLEM_KINDS

        kind = PROBLEM_KINDS.get(code)
        typer.echo(f"Không nhập được ({code}): {text_vi}", err=True)
        typer.echo(f"{kind.advice_vi if kind else ''} {_ADVICE_VI}".strip(), err=True)
    raise typer.Exit(UNREADABLE)


def _summarise(file: Path, annex: "Annex", done: "Imported | None") -> None:
    sheets = len({row.sheet for row in annex.rows})
    typer.echo(f"{file.name}: đọc được {len(annex.rows)} sản phẩm trên {sheets} trang.")
    if done:
        _show_written(done)
    _show_problems(annex.problems)
    typer.echo("")
    for line in _next_steps(file, annex, done):
        typer.echo(line)


def _show_written(done: "Imported") -> None:
    from jobs.cli.common import show, table

    shown = table("Đã ghi vào danh mục", "", "Mới", "Đổi", "Giữ nguyên")
    labels = {"products": "Sản phẩm", "producers": "Chủ thể", "recognitions": "Lần công nhận"}
    for noun, tally in done.written.to_json().items():
        counts = (str(tally[word]) for word in ("new", "changed", "same"))
        shown.add_row(labels[noun], *counts)
    show(shown)


def _show_problems(problems: "tuple[Problem, ...]") -> None:
    """A table of what to do, then the rows and cells it is about."""
    from catalog.importing import PROBLEM_KINDS
    from jobs.cli.common import show, table

    if not problems:
        typer.echo("Không có điểm nào cần xem.")
        return
    groups = _by_code(problems)
    shown = table("Điểm cần xem", "Số", "Vấn đề", "Ai làm", "Nên làm gì")
    for code, found in groups:
        kind = PROBLEM_KINDS[code]
        mark = "✗ lỗi: " if kind.severity == "error" else ""
        move = "cán bộ" if kind.move == "staff" else "không ai"
        shown.add_row(str(len(found)), f"{mark}{kind.text_vi}", move, kind.advice_vi)
    show(shown)
    for code, found in groups:
        typer.echo(f"{PROBLEM_KINDS[code].text_vi} [{code}]")
        for line in _places(found):
            typer.echo(f"  {line}")


def _by_code(problems: "tuple[Problem, ...]") -> "list[tuple[str, list[Problem]]]":
    """Groups of one code, those that need a person first, errors before warnings."""
    from catalog.importing import PROBLEM_KINDS

    groups: dict[str, list[Any]] = {}
    for found in problems:
        groups.setdefault(found.code, []).append(found)

    def urgency(item: tuple[str, Any]) -> tuple[bool, bool]:
        kind = PROBLEM_KINDS[item[0]]
        return kind.severity != "error", kind.move != "staff"

    return sorted(groups.items(), key=urgency)


def _places(found: "list[Problem]") -> Iterator[str]:
    """Where the problems stand, each with its cell's content; a long list is cut and counted."""
    for problem in found[:_MOST_PLACES]:
        sheet = f"{problem.sheet}, " if problem.sheet else ""
        where = f"dòng {problem.row}" if problem.row else "cả trang"
        yield f"{sheet}{where}: {problem.detail}"
    if len(found) > _MOST_PLACES:
        yield f"… và {len(found) - _MOST_PLACES} chỗ khác (thêm --json để xem đủ)"


def _next_steps(file: Path, annex: "Annex", done: "Imported | None") -> Iterator[str]:
    from catalog.importing import PROBLEM_KINDS

    waiting = sum(PROBLEM_KINDS[found.code].move == "staff" for found in annex.problems)
    if done is None:
        yield "Chưa ghi gì (chạy thử)."
        if waiting:
            yield f"Tiếp theo: xem {waiting} điểm của cán bộ ở trên, sửa trong tệp nếu cần, rồi:"
        yield f"  chophien import {file}"
        return
    if not done.written.anything:
        yield "Danh mục đã đúng như tệp: không có gì phải ghi."
    if waiting:
        yield f"Tiếp theo: đối chiếu {waiting} điểm của cán bộ với quyết định gốc."
        yield "Sửa ô sai trong tệp rồi nhập lại: chỉ sản phẩm có ô đã sửa thay đổi."
    elif done.written.anything:
        yield "Tiếp theo: chophien plan (xem sẽ đưa gì lên sàn)."
    yield f"Nhật ký: lần chạy số {done.run_id}."
