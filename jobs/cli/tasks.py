"""`tasks …`: the queue for a person: what stopped for good, try again, give up."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sqlmodel import Session

Json = Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")]
Limit = Annotated[int, typer.Option(min=1, help="Nhiều nhất bao nhiêu dòng.")]
TaskId = Annotated[int, typer.Argument(help="Mã việc.")]


def list_tasks(json: Json = False, limit: Limit = 50) -> None:
    """Tổng số việc theo trạng thái, và các việc dừng hẳn chờ người xử lý."""
    from catalog import outbox
    from jobs.cli.common import database, print_json

    with database() as opened, opened.read() as session:
        totals = outbox.summary(session)
        dead = outbox.dead(session, limit)
        document = {
            "totals": {state.value: number for state, number in totals.items()},
            "dead": [
                {
                    "id": task.id,
                    "job": task.job,
                    "key": task.key,
                    "attempt": task.attempt,
                    "code": task.error_code,
                    "detail": task.error_detail,
                    "ended_at": task.ended_at and task.ended_at.isoformat(),
                }
                for task in dead
            ],
        }
    if json:
        print_json(document)
    else:
        _show(document)


def _show(document: Mapping[str, Any]) -> None:
    from catalog.errors import entry
    from catalog.labels import TASK_VI
    from catalog.status import TaskState
    from jobs.cli.common import show, table

    for state, number in document["totals"].items():
        typer.echo(f"{TASK_VI[TaskState(state)]}: {number}")
    if not document["dead"]:
        typer.echo("Không có việc nào dừng hẳn.")
        return
    rows = table("Việc dừng hẳn", "Mã", "Việc", "Lần thử", "Lý do", "Nên làm")
    for task in document["dead"]:
        known = entry(task["code"])
        reason = f"{known.text_vi}. {task['detail'] or ''}"
        rows.add_row(str(task["id"]), task["key"], str(task["attempt"]), reason, known.advice_vi)
    show(rows)


def retry(task_id: TaskId) -> None:
    """Cho một việc dừng hẳn được làm lại từ đầu số lần thử."""
    from catalog import outbox

    _decide(task_id, outbox.revive, "task.retry", "Đã xếp lại việc")


def give_up(task_id: TaskId) -> None:
    """Bỏ hẳn một việc."""
    from catalog import outbox

    _decide(task_id, outbox.give_up, "task.give_up", "Đã bỏ việc")


def _decide(
    task_id: int, deed: "Callable[[Session, int, str], bool]", action: str, done_vi: str
) -> None:
    from catalog import audit
    from jobs.cli.common import database, whoami

    with database() as opened, opened.write() as session:
        if not deed(session, task_id, whoami()):
            typer.echo(f"Việc {task_id} không ở trạng thái dừng hẳn.", err=True)
            raise typer.Exit(2)
        audit.write(session, whoami(), action, "task", task_id)
    typer.echo(f"{done_vi} {task_id}.")
