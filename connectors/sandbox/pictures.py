"""Uploaded pictures of all marketplaces: told by their bytes, kept, served."""

from io import BytesIO

from flask import Response, abort
from PIL import Image, UnidentifiedImageError
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from connectors.sandbox.store import image
from connectors.sandbox.world import World

_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}


def real_type(content: bytes) -> str | None:
    """Media type told by the bytes themselves; None when it isn't a whole JPG or PNG."""
    try:
        with Image.open(BytesIO(content)) as picture:
            picture.verify()
            return _FORMATS.get(picture.format or "")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None


def keep(world: World, image_id: str, mime: str, content: bytes) -> None:
    """Keep a picture, replacing the former one of that id."""
    row = insert(image).values(image_id=image_id, mime=mime, content=content)
    with world.store.transaction() as connection:
        connection.execute(
            row.on_conflict_do_update(
                index_elements=["image_id"], set_={"mime": mime, "content": content}
            )
        )


def known(world: World, ids: list[str]) -> set[str]:
    """Which of these pictures are kept."""
    with world.store.transaction() as connection:
        return set(
            connection.execute(select(image.c.image_id).where(image.c.image_id.in_(ids))).scalars()
        )


def serve(world: World, image_id: str) -> Response:
    """A kept picture, or 404."""
    with world.store.transaction() as connection:
        row = connection.execute(
            select(image.c.mime, image.c.content).where(image.c.image_id == image_id)
        ).first()
    if row is None:
        abort(404)
    return Response(row.content, mimetype=row.mime)
