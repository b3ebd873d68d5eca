"""/healthz: whether the database answers and the scheduler lives, for a monitor."""

from http import HTTPStatus

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storefront.context import site
from storefront.layout import pulse_of

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> tuple[Response, int]:
    """200 when all is well; 503 with the part that is not."""
    here = site()
    now = here.clock()
    try:
        with here.database.read() as session:
            session.execute(text("SELECT 1"))
            pulse = pulse_of(session, now)
    except SQLAlchemyError:
        body = jsonify(database="down", scheduler="unknown", age_seconds=None)
        return body, HTTPStatus.SERVICE_UNAVAILABLE
    seconds = round((now - pulse.at).total_seconds(), 1) if pulse.at else None
    state = "silent" if pulse.is_silent else "alive"
    status = HTTPStatus.SERVICE_UNAVAILABLE if pulse.is_silent else HTTPStatus.OK
    return jsonify(database="up", scheduler=state, age_seconds=seconds), status
