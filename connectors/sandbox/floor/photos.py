"""Photos of the floor's goods, named as in the upload pack."""

from flask import Blueprint, Response
from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from connectors.sandbox.pictures import keep, real_type, serve
from connectors.sandbox.world import World, world

blueprint = Blueprint("photos", __name__)


def _image_id(world: World, shop_id: int, name: str) -> str:
    return f"{world.market}-{shop_id}-{secure_filename(name)}"


def photo_paths(shop_id: int, names: str) -> list[str]:
    """Addresses of the photos a row names (several are separated by ``;``, ``,`` or ``|``)."""
    apart = names.replace(",", ";").replace("|", ";").split(";")
    return [f"/anh/{shop_id}/{secure_filename(name)}" for name in apart if name.strip()]


def take_photos(world: World, shop_id: int, files: list[FileStorage]) -> list[str]:
    """Keep what really is a JPG or PNG; returns the names of the others."""
    refused = []
    for file in files:
        content = file.read()
        mime = real_type(content)
        if mime is None:
            refused.append(file.filename or "")
        else:
            keep(world, _image_id(world, shop_id, file.filename or ""), mime, content)
    return refused


@blueprint.get("/anh/<int:shop_id>/<name>")
def photo(shop_id: int, name: str) -> Response:
    """One photo."""
    return serve(world(), _image_id(world(), shop_id, name))
