"""Published plan figures (chỉ tiêu kế hoạch) from the table that comes with the package."""

from sqlmodel import Session

from catalog.bulk import insert_missing
from catalog.models import Target
from catalog.seed.tables import package_rows


def load_targets(session: Session) -> int:
    """Fill `target` from `data/targets.csv`; returns how many targets were new."""
    rows = [
        {
            **row,
            "figure": row["figure"] or None,
            "value": float(row["value"]),
            "year": int(row["year"]),
        }
        for row in package_rows("targets.csv")
    ]
    return insert_missing(session, Target, rows)
