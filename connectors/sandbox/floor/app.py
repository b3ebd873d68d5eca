"""The simulated floor as one Flask app."""

from flask import Flask

from connectors.sandbox.control import common_control
from connectors.sandbox.floor import control, moderation, pages, photos, robots, selling
from connectors.sandbox.world import World, attach


def build_app(world: World) -> Flask:
    """Seller's desk, public pages, robots.txt, control."""
    app = Flask("connectors.sandbox.floor", template_folder="../templates")
    attach(app, world)
    for room in (pages, photos, robots, selling):
        app.register_blueprint(room.blueprint)
    app.register_blueprint(common_control("floor-control"))
    app.register_blueprint(control.build_control())
    return app


def tick(world: World) -> None:
    """Finish due moderation."""
    moderation.settle(world)
