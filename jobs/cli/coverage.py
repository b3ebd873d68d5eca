"""`coverage`: how many products and producers are online as of a day, for people or scripts."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from catalog.coverage import Figure, PlanLine


def coverage(
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="Tính đến hết ngày này (mặc định: nay)"),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False,
) -> None:
    """Số liệu độ phủ: k trên N tính đến ngày, và so với kế hoạch."""
    from catalog.coverage import figures, plans, report
    from catalog.timing import local_day
    from jobs.cli.common import database, print_json

    day = as_of.date() if as_of else local_day(datetime.now(UTC))
    with database() as opened, opened.read() as session:
        if json:
            print_json(report(session, day))
            return
        found, lines = figures(session, day), plans(session, day)
    _show_figures(found, f"Độ phủ tính đến {day:%d/%m/%Y}")
    _show_plans(lines)


def _show_figures(figures: "list[Figure]", title: str) -> None:
    from jobs.cli.common import show, table

    shown = table(title, "Chỉ số", "Đạt", "Tỷ lệ", "Chưa rõ")
    for figure in figures:
        marks = " [dim](có số liệu mẫu)[/dim]" if figure.sample else ""
        shown.add_row(
            f"{figure.label_vi}{marks}\n[dim]trên {figure.denominator}[/dim]",
            f"{figure.k} trên {figure.n}",
            _percent(figure.share),
            str(figure.unknown),
        )
    show(shown)


def _show_plans(lines: "list[PlanLine]") -> None:
    from jobs.cli.common import show, table

    shown = table("So với kế hoạch", "Kế hoạch", "Chỉ tiêu", "Giao", "Đạt", "% kế hoạch")
    for line in lines:
        actual = "chưa có số liệu" if line.actual is None else _number(line.actual, line.unit)
        shown.add_row(
            line.plan, line.indicator, _number(line.value, line.unit), actual, _percent(line.done)
        )
    if lines:
        show(shown)


def _number(value: float, unit: str) -> str:
    return f"{value:g}{unit}".replace(".", ",") if unit == "%" else f"{value:g} {unit}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}%".replace(".", ",")
