"""Read the stored catalog for an import, and write the difference in blocks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, SQLModel, col

from catalog import audit
from catalog.importing.store.place import Site
from catalog.importing.store.subject import Decided, Maker, Subject
from catalog.models import Producer, Product, Recognition, utc_now

_BLOCK = 5000
_LOCK = 7_418_201
"""Any number, the same in every process: imports run one after another on PostgreSQL too."""

_PRODUCT = ("sku", "name", "name_folded", "name_sort", "product_group", "group_written",
            "xa", "huyen", "tinh", "place_then_id", "place_now_id", "producer_id")  # fmt: skip
_PRODUCER = ("name", "kind", "province", "district", "commune", "place_then_id", "place_now_id")
_DECIDED = ("stars", "decision_no", "decision_date", "year", "valid_to")


def lock(session: Session) -> None:
    """Let no other import in until this transaction ends; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def read_subjects(session: Session) -> list[Subject]:
    """All products with their recognitions, as far as an import compares them."""
    subjects: dict[int, Subject] = {}
    columns = [getattr(Product, name) for name in _PRODUCT]
    rows = session.execute(
        select(
            col(Product.id),
            col(Product.identity_key),
            col(Producer.name),
            col(Producer.name_key),
            *columns,
        ).outerjoin(Producer, col(Producer.id) == col(Product.producer_id))
    )
    for number, key, producer, producer_key, *rest in rows:
        values = dict(zip(_PRODUCT, rest, strict=True))
        site = Site(
            values["xa"],
            values["huyen"],
            values["tinh"],
            values["place_then_id"],
            values["place_now_id"],
        )
        subjects[number] = Subject(
            number, key, producer or "", producer_key or "", site, values, dict(values)
        )
    _read_decided(session, subjects)
    return list(subjects.values())


def _read_decided(session: Session, subjects: Mapping[int, Subject]) -> None:
    columns = [getattr(Recognition, name) for name in _DECIDED]
    rows = session.execute(
        select(col(Recognition.id), col(Recognition.product_id), *columns).order_by(
            col(Recognition.id)
        )
    )
    for row_id, product_id, *rest in rows:
        values = dict(zip(_DECIDED, rest, strict=True))
        subjects[product_id].decided.append(Decided(row_id, values, dict(values)))


def read_makers(session: Session) -> list[Maker]:
    """All producers, as far as an import compares them."""
    columns = [getattr(Producer, name) for name in _PRODUCER]
    rows = session.execute(select(col(Producer.id), col(Producer.name_key), *columns))
    makers = []
    for number, key, *rest in rows:
        values = dict(zip(_PRODUCER, rest, strict=True))
        makers.append(Maker(number, key, values, dict(values)))
    return makers


def add(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of equal columns; columns left out take the model's defaults."""
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    for start in range(0, len(rows), _BLOCK):
        session.execute(insert(table), [dict(row) for row in rows[start : start + _BLOCK]])


def change(
    session: Session,
    model: type[SQLModel],
    kind: str,
    changed: Iterable[Subject | Maker | Decided],
    actor: str,
    run_id: int | None,
) -> None:
    """Update rows and leave an audit line each, with what was and what is."""
    rows, trail = [], {}
    stamp = {"updated_at": utc_now()} if "updated_at" in model.model_fields else {}
    for one in changed:
        rows.append({"id": one.id, **one.changes, **stamp})
        trail[one.id] = {
            "run": run_id,
            "before": {name: _plain(one.before.get(name)) for name in one.changes},
            "after": {name: _plain(value) for name, value in one.changes.items()},
        }
    if rows:
        session.execute(update(model), rows)
        audit.write_many(session, actor, "import", kind, trail)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int)) else str(value)


def product_ids(session: Session) -> dict[str, int]:
    """Number of every product by its identity key."""
    return {key: number for key, number in session.execute(
        select(col(Product.identity_key), col(Product.id))) if number is not None}  # fmt: skip


def producer_ids(session: Session) -> dict[tuple[str, str], int]:
    """Number of every producer by key and province."""
    rows = session.execute(select(col(Producer.name_key), col(Producer.province), col(Producer.id)))
    return {(key, province): number for key, province, number in rows if number is not None}
