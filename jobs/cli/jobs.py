"""`jobs …`: what runs by the clock, run one now, and what ran."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from jobs.results import Result

Json = Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")]


def list_jobs(json: Json = False) -> None:
    """Các việc của chương trình, nhịp chạy, lần tới."""
    from catalog.config import load_settings
    from catalog.models import Heartbeat
    from jobs.cli.common import database, local, print_json, show, table
    from jobs.engine.heartbeat import SCHEDULE
    from jobs.engine.schedule import schedules
    from jobs.registry import JOBS

    every = {item.job: item.every for item in schedules(load_settings())}
    with database() as opened, opened.read() as session:
        beats = {name: session.get(Heartbeat, SCHEDULE + name) for name in JOBS}
    rows = [
        {
            "job": job.name,
            "label_vi": job.label_vi,
            "every_seconds": every[job.name].total_seconds() if job.name in every else None,
            "last_at": beat.at if (beat := beats[job.name]) else None,
            "due_at": beat.due_at if beat else None,
        }
        for job in JOBS.values()
    ]
    if json:
        print_json(rows)
        return
    shown = table("Việc", "Tên", "Nội dung", "Nhịp (giây)", "Lần cuối", "Lần tới")
    shown.columns[0].no_wrap = True  # a name is typed again after `jobs run`
    for row, job in zip(rows, JOBS.values(), strict=True):
        pace = f"{every[job.name].total_seconds():.0f}" if job.name in every else "theo yêu cầu"
        beat = beats[job.name]
        times = (local(beat.at), local(beat.due_at)) if beat else ("–", "–")
        shown.add_row(str(row["job"]), job.label_vi, pace, *times)
    show(shown)


def run_job(
    name: Annotated[str, typer.Argument(help="Tên việc, xem “chophien jobs list”.")],
) -> None:
    """Chạy một việc ngay tại đây và cho biết kết quả."""
    import asyncio

    from catalog.errors import entry
    from catalog.labels import counts_vi
    from jobs.cli.bars import steps
    from jobs.registry import JOBS
    from jobs.results import Done, Sent

    job = JOBS.get(name)
    if job is None or not job.by_clock:
        known = ", ".join(item.name for item in JOBS.values() if item.by_clock)
        raise typer.BadParameter(f"chọn một trong: {known}", param_hint="name")
    with steps() as step:
        step(job.label_vi)
        result = asyncio.run(_run_now(name))
    if isinstance(result, Sent):  # never from a job that runs by the clock
        raise typer.Exit(1)
    if isinstance(result, Done):
        told = result.detail or counts_vi(result.counts)
        typer.echo(f"Xong: {job.label_vi}. {told}")
        raise typer.Exit(1 if result.failures else 0)
    known_error = entry(result.code)
    typer.echo(f"Chưa xong: {known_error.text_vi}. {result.detail}", err=True)
    typer.echo(known_error.advice_vi, err=True)
    raise typer.Exit(1)


async def _run_now(name: str) -> "Result":
    from catalog.config import load_settings
    from jobs.cli.common import whoami
    from jobs.engine.runner import call
    from jobs.outfit import outfit

    async with outfit(load_settings(), whoami()) as context:
        return await call(context, name, {})


def history(
    job: Annotated[str | None, typer.Argument(help="Chỉ một việc.")] = None,
    json: Json = False,
    limit: Annotated[int, typer.Option(min=1, help="Nhiều nhất bao nhiêu dòng.")] = 20,
) -> None:
    """Nhật ký các lần chạy: ai, khi nào, bao nhiêu, lỗi gì."""
    from catalog import ledger
    from catalog.errors import entry
    from catalog.labels import JOB_VI, RUN_VI, counts_vi
    from catalog.status import RunState
    from jobs.cli.common import database, local, print_json, show, table

    with database() as opened, opened.read() as session:
        runs = ledger.recent(session, job, limit)
        rows = [run.model_dump(mode="json") for run in runs]
    if json:
        print_json(rows)
        return
    shown = table("Các lần chạy", "Mã", "Việc", "Ai chạy", "Bắt đầu", "Kết quả", "Đã làm", "Lỗi")
    for run in runs:
        failures = [f"{entry(code).text_vi}: {number}" for code, number in run.failures.items()]
        shown.add_row(
            str(run.id),
            JOB_VI.get(run.job, run.job),
            "theo lịch" if run.actor == "scheduler" else run.actor,
            local(run.started_at),
            RUN_VI[RunState(run.state)],
            counts_vi(run.counts),
            "\n".join(failures) or "–",
        )
    show(shown)
