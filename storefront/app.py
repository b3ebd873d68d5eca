"""The storefront's factory: composes guards, languages and blueprints; no logic of its own.

`create_app` returns a plain Flask application. Whoever composes it further (webhooks, consent
callbacks) registers a blueprint and declares a rule for each endpoint:

    app = create_app(settings, database, vault)
    app.register_blueprint(inbound)
    access.declare(app, "inbound.shopee_push", access.public)
    security.exempt_from_csrf(app, inbound)
"""

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask_babel import Babel
from flask_bootstrap import Bootstrap5

from catalog.config import Settings
from catalog.db import Database
from catalog.models import utc_now
from catalog.vault import Vault, load_secret, open_vault
from storefront import (
    access,
    account,
    choices,
    compression,
    errors,
    formats,
    health,
    language,
    layout,
    notices,
    producer,
    public,
    security,
    sessions,
    staff,
)
from storefront.cache import VersionedCache
from storefront.context import KEY, Site
from storefront.filters import active_filters


def create_app(
    settings: Settings,
    database: Database,
    vault: Vault | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Flask:
    """The WSGI application.

    Raises catalog.vault.VaultError outside the demo without a secret of 32 characters or more.
    """
    secret = load_secret(settings)
    app = Flask(__name__)
    app.extensions[KEY] = Site(
        settings=settings,
        database=database,
        vault=vault or open_vault(settings),
        secret=secret,
        cache=VersionedCache(),
        clock=clock,
    )
    app.config.update(BOOTSTRAP_SERVE_LOCAL=True, SEND_FILE_MAX_AGE_DEFAULT=86400)
    security.configure(app, settings, secret)
    Babel(app, default_locale="vi", locale_selector=language.current)
    Bootstrap5(app)
    # The order counts: who it is, then whether they may, then the page.
    sessions.install(app)
    access.install(app)
    security.install(app)
    compression.install(app)
    formats.install(app)
    choices.install(app)
    app.add_template_global(active_filters, "active_filters")
    layout.install(app)
    errors.install(app)
    for room in (public, account, notices, producer, staff, health):
        app.register_blueprint(room.blueprint)
    account.limit(app)
    public.limit(app)
    return app
