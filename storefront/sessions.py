"""Who sends this request: the signed cookie names a revocable session row."""

from datetime import timedelta

from flask import Flask, g, session

from catalog import accounts
from catalog.accounts import Person
from storefront.context import site

TOKEN = "token"  # noqa: S105  (the name of a session key)


def install(app: Flask) -> None:
    """Look the session up before anything else asks who this is."""
    app.before_request(_load)


def begin(who: Person) -> None:
    """Sign in: everything of the old session is dropped and a new token is given."""
    here = site()
    session.clear()
    session[TOKEN] = accounts.open_session(here.database, who.id, here.clock())
    g.person = who


def end() -> None:
    """Sign out: the row is revoked, so a copied cookie is worthless too."""
    here = site()
    token = session.get(TOKEN)
    session.clear()
    if token:
        accounts.close_session(here.database, token, here.clock())
    g.person = None


def _load() -> None:
    g.person = None
    token = session.get(TOKEN)
    if not isinstance(token, str):
        return
    here = site()
    idle = timedelta(minutes=here.settings.web.idle_minutes)
    g.person = accounts.session_person(here.database, token, here.clock(), idle)
    if g.person is None:
        session.clear()
