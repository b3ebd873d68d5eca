"""The web application composed: storefront plus the inbound calls that need a connector."""

import multiprocessing
import os
import threading

from flask import Flask

from catalog.config import Settings, load_settings
from catalog.db import Database
from catalog.vault import open_vault
from jobs.consent import consent_blueprint
from jobs.engine.logs import set_up
from jobs.pack_pages import packs_blueprint
from jobs.webhook import webhook_blueprint
from storefront import access, security
from storefront.app import create_app as create_storefront

THREADS = 16


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application of this installation.

    Raises catalog.vault.VaultError outside the demo without a proper secret.
    """
    settings = settings or load_settings()
    database = Database(settings.database_url)
    vault = open_vault(settings)
    app = create_storefront(settings, database, vault)
    hooks = webhook_blueprint(settings, database)
    app.register_blueprint(hooks)
    security.exempt_from_csrf(app, hooks)
    app.register_blueprint(consent_blueprint(settings, database, vault))
    app.register_blueprint(packs_blueprint(settings, database))
    access.declare(app, "packs.export", access.staff)
    access.declare(app, "packs.hand_over", access.staff)
    access.declare(app, "hooks.shopee", access.public)
    access.declare(app, "consent.start", access.own_shop)
    access.declare(app, "consent.back", access.signed_in)
    return app


def served_app() -> Flask:
    """`create_app` inside a granian process, which must not outlive the one that started it."""
    set_up()
    threading.Thread(target=_end_with_parent, name="lifeline", daemon=True).start()
    return create_app()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def serve(host: str, port: int) -> None:
    """Serve until a stop signal; one process, since pages are cached in memory."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "jobs.web:served_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        workers_kill_timeout=8,
        respawn_failed_workers=True,
        factory=True,
        log_level=LogLevels.warning,
    ).serve()
