"""Finding a producer (chủ thể) by parts of its name, with or without marks and abbreviations."""

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from catalog.errors import ChoPhienError
from catalog.identity import producer_key
from catalog.models import Producer
from catalog.text_vi import fold

MOST_NAMED = 5


class ProducerError(ChoPhienError):
    """A text that names no producer, or several."""

    code = "data_invalid"


def named(text: str) -> list[ColumnElement[bool]]:
    """Conditions on the producer table: each word in the name ("HTX" is "hợp tác xã")."""
    return [
        or_(
            col(Producer.name_key).contains(word, autoescape=True),
            col(Producer.name_key).contains(producer_key(word), autoescape=True),
        )
        for word in fold(text).split()
    ]


def the_one(session: Session, text: str) -> Producer:
    """The producer of that number, or the only one of that name; raises ProducerError."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    found = session.get(Producer, number) if number is not None else None
    if found is not None:
        return found
    query = select(Producer).where(*named(text)).order_by(Producer.name).limit(MOST_NAMED + 1)
    rows = session.exec(query).all()
    exact = [row for row in rows if row.name_key == producer_key(text)]
    rows = exact or rows
    if len(rows) == 1 and text.strip():
        return rows[0]
    if not rows or not text.strip():
        raise ProducerError(f"Không có chủ thể “{text}”")
    names = "; ".join(f"{row.id}: {row.name}" for row in rows[:MOST_NAMED])
    raise ProducerError(f"Nhiều chủ thể có tên giống “{text}”, ghi mã số: {names}")
