"""robots.txt as the rules in force say."""

from flask import Blueprint, Response

from connectors.sandbox.floor.rules import floor_rules
from connectors.sandbox.world import world

blueprint = Blueprint("robots", __name__)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Text and status are settings: 5xx and changed rules can be played."""
    rules = floor_rules(world())
    return Response(rules.robots, rules.robots_status, mimetype="text/plain")
