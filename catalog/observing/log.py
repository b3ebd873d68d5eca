"""The log of looks: a batch is appended to it, with the evidence that its looks rest on."""

from datetime import datetime

from sqlalchemy import bindparam, func, insert, null, select
from sqlmodel import Session, SQLModel, col

from catalog.models import Evidence, Observation
from catalog.observing import evidence
from catalog.observing.batch import LOOKS, Looks

_TABLE = SQLModel.metadata.tables[str(Observation.__tablename__)]
_TOLD = tuple(column for column in LOOKS.c if column.name in _TABLE.c)


def append(session: Session, new: Looks, run_id: int | None, at: datetime) -> None:
    """Write the batch, of which `new` are the looks and none is in the log; recorded `at`."""
    last = _keep(session, new)
    rest = {
        "run_id": bindparam("run", run_id, type_=_TABLE.c.run_id.type),
        "recorded_at": bindparam("at", at, type_=_TABLE.c.recorded_at.type),
        "evidence_id": null() if last is None else col(Evidence.id),
    }
    looks = select(*_TOLD, *rest.values())
    if last is not None:
        newer = col(Evidence.id) > bindparam("last", last)
        its = (col(Evidence.listing_id) == LOOKS.c.listing_id) & newer
        looks = looks.select_from(LOOKS).outerjoin(Evidence, its)
    names = [*(column.name for column in _TOLD), *rest]
    session.connection().execute(insert(_TABLE).from_select(names, looks))


def _keep(session: Session, new: Looks) -> int | None:
    """Keep the looks' proofs; returns the newest evidence before them, None without any proof.

    Later evidence at one of these listings is this batch's: their rows are locked.
    """
    fragments = [
        evidence.NewEvidence(listing_id, look.observed_at, look.proof, look)
        for listing_id, look in new.items()
        if look.proof is not None
    ]
    if not fragments:
        return None
    last = session.scalar(select(func.max(col(Evidence.id)))) or 0
    evidence.append(session, fragments)
    return last
