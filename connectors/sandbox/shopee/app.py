"""The simulated Shopee as one Flask app."""

from datetime import UTC, datetime

from flask import Flask, Response

from connectors.sandbox.control import common_control
from connectors.sandbox.shopee import (
    consent,
    control,
    media,
    pages,
    push,
    reading,
    reference,
    review,
    writing,
)
from connectors.sandbox.shopee.auth import require_signature
from connectors.sandbox.shopee.envelope import ApiError, failed
from connectors.sandbox.world import World, attach


def build_app(world: World) -> Flask:
    """Everything under one address: API, consent page, public pages, control."""
    app = Flask("connectors.sandbox.shopee", template_folder="../templates")
    attach(app, world)
    app.before_request(require_signature)
    app.after_request(lambda response: _dated(response, world))
    app.register_error_handler(ApiError, failed)
    app.register_error_handler(404, _unknown_path)
    for room in (consent, reference, media, writing, reading, pages):
        app.register_blueprint(room.blueprint)
    app.register_blueprint(common_control("shopee-control"))
    app.register_blueprint(control.build_control())
    return app


def _dated(response: Response, world: World) -> Response:
    """Every answer tells the marketplace's time, as real ones do."""
    response.date = datetime.fromtimestamp(world.clock.stated(), UTC)
    return response


def _unknown_path(_error: Exception) -> tuple[Response, int]:
    return failed(ApiError("error_not_found", "Unknown path.", 404))


def tick(world: World) -> None:
    """Finish due reviews and deliver due pushes."""
    review.settle(world)
    push.deliver_due(world)
