"""Import one annex file: read, compare, write once, and leave a line in the ledger."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session, col

from catalog import ledger
from catalog.db import Database
from catalog.importing.model import Annex, AnnexRefused, Limits, Problem
from catalog.importing.problems import problem
from catalog.importing.reader import DEFAULT_LIMITS, read_annex
from catalog.importing.store.entry import LONGEST, Entry, entry_of, shortened
from catalog.importing.store.stored import add
from catalog.importing.store.writer import Written, write_entries
from catalog.models import ImportProblem, Run

JOB: Final = "import"
_LONGEST_FILE_NAME: Final = 200
_CUT_VI: Final = {
    "name": "tên sản phẩm",
    "producer": "chủ thể",
    "xa": "xã",
    "huyen": "huyện",
    "tinh": "tỉnh",
    "decision_no": "số quyết định",
    "group_written": "nhóm sản phẩm",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """A file read and stored."""

    run_id: int
    annex: Annex
    written: Written

    def to_json(self) -> dict[str, Any]:
        """The object `chophien import --json` prints."""
        return {**self.annex.to_json(), "written": self.written.to_json(), "run": self.run_id}


def import_annex(
    database: Database,
    path: Path,
    actor: str,
    *,
    file_name: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    step: Callable[[str], None] = lambda _text: None,
) -> Imported:
    """Read the file, write what is new or changed in one transaction, keep its problems.

    `file_name` is what the uploader called it. Raises AnnexRefused when the file is not read at
    all: then only the run is written, with the reason.
    """
    name = (file_name or path.name)[-_LONGEST_FILE_NAME:]
    refused: AnnexRefused | None = None
    with ledger.run(
        database, JOB, actor, file_name=name, file_hash=_file_hash(path, limits)
    ) as opened:
        try:
            step("Đọc tệp")
            annex = read_annex(path, limits)
        except AnnexRefused as error:
            refused = error
            opened.fail(error.code)
            opened.detail = error.text_vi
        else:
            return _store(database, annex, name, actor, opened, step)
    raise refused


def _store(
    database: Database,
    annex: Annex,
    name: str,
    actor: str,
    opened: ledger.OpenRun,
    step: Callable[[str], None],
) -> Imported:
    entries, cut = _entries(annex, name)
    with database.write() as session:
        step("So với danh mục và ghi")
        written = write_entries(session, entries, actor, run_id=opened.run_id)
        problems = (*annex.problems, *cut, *written.problems)
        step("Lưu các điểm cần xem")
        _keep_problems(session, opened.run_id, problems)
    _count(opened, annex, written, problems)
    return Imported(opened.run_id, replace(annex, problems=problems), written)


def _entries(annex: Annex, name: str) -> tuple[list[Entry], list[Problem]]:
    entries, problems = [], []
    for row in annex.rows:
        entry, cut = shortened(entry_of(row, name))
        entries.append(entry)
        for part in cut:
            if part in _CUT_VI:
                detail = f"{_CUT_VI[part]} dài quá {LONGEST[part]} ký tự"
                problems.append(problem(row.sheet, row.row, "text_too_long", detail))
    return entries, problems


def _keep_problems(session: Session, run_id: int, problems: Iterable[Problem]) -> None:
    """Store what an earlier import of the same file, or one of its name, did not say already."""
    known = _known_problems(session, run_id)
    rows = []
    for found in problems:
        values = {**found.to_json(), "run_id": run_id, "sheet": found.sheet[:120]}
        key = (values["sheet"], found.row, found.code, found.detail)
        if key not in known:
            known.add(key)
            rows.append(values)
    add(session, ImportProblem, rows)


def _known_problems(session: Session, run_id: int) -> set[tuple[Any, ...]]:
    this = session.get_one(Run, run_id)
    same_file = col(Run.file_name) == this.file_name
    if this.file_hash:
        same_file |= col(Run.file_hash) == this.file_hash
    runs = select(col(Run.id)).where(col(Run.job) == JOB, same_file)
    columns = [getattr(ImportProblem, name) for name in ("sheet", "row", "code", "detail")]
    rows = session.execute(select(*columns).where(col(ImportProblem.run_id).in_(runs)))
    return {tuple(row) for row in rows}


def _count(
    opened: ledger.OpenRun, annex: Annex, written: Written, problems: Iterable[Problem]
) -> None:
    opened.count("rows", len(annex.rows))
    for noun, tally in written.to_json().items():
        for word, number in tally.items():
            opened.count(f"{noun}_{word}", number)
    for code, number in Counter(found.code for found in problems).items():
        opened.fail(code, number)


def _file_hash(path: Path, limits: Limits) -> str | None:
    """SHA-256 of the file; None for what is no file, or far too big to be read at all."""
    try:
        if not path.is_file() or path.stat().st_size > limits.file_size:
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
