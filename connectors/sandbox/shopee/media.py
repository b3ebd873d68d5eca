"""Picture upload: multipart only, real JPG or PNG, at most 10 MB and nine per call."""

import uuid
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import FileStorage

from connectors.sandbox.pictures import keep, known, real_type, serve
from connectors.sandbox.shopee.envelope import ApiError, param_error, wrapped
from connectors.sandbox.world import world

blueprint = Blueprint("media", __name__)
MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 9


@blueprint.post("/api/v2/media_space/upload_image")
def upload_image() -> Response:
    """Keep the pictures of field ``image``; the first is also given alone."""
    files = request.files.getlist("image")
    if not 1 <= len(files) <= MAX_FILES:
        raise param_error(f"image: 1 to {MAX_FILES} files are needed")
    if request.form.get("scene", "normal") not in {"normal", "desc"}:
        raise param_error("Invalid parameter: scene")
    results = [_keep(number, file) for number, file in enumerate(files)]
    if len(results) == 1 and results[0]["error"]:
        raise ApiError(results[0]["error"], results[0]["message"])
    good = [result["image_info"] for result in results if not result["error"]]
    return wrapped({"image_info": good[0] if good else {}, "image_info_list": results})


def _keep(number: int, file: FileStorage) -> dict[str, Any]:
    content = file.read(MAX_BYTES + 1)
    mime = real_type(content)
    if len(content) > MAX_BYTES:
        return _refused(number, "error_file_size", "The image is larger than 10 MB.")
    if mime is None:
        return _refused(number, "error_invalid_image", "Only JPG and PNG images are supported.")
    image_id = f"vn-11134207-{uuid.uuid4().hex[:18]}"
    keep(world(), image_id, mime, content)
    url = f"{request.host_url}file/{image_id}"
    info = {"image_id": image_id, "image_url_list": [{"image_url_region": "VN", "image_url": url}]}
    return {"id": number, "error": "", "message": "", "image_info": info}


def _refused(number: int, code: str, message: str) -> dict[str, Any]:
    return {"id": number, "error": code, "message": message, "image_info": {}}


def known_images(ids: list[str]) -> set[str]:
    """Which of these image ids have been uploaded."""
    return known(world(), ids)


@blueprint.get("/file/<image_id>")
def picture_file(image_id: str) -> Response:
    """An uploaded picture."""
    return serve(world(), image_id)
