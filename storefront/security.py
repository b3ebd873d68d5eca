"""Guards of every answer and request: headers, cookies, hosts, body limits, CSRF, proxies."""

from flask import Blueprint, Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from catalog.config import Settings
from catalog.pictures import MOST_BYTES

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
"""No inline script or style anywhere; `data:` pictures are the arrows inside Bootstrap's CSS."""

BODY_LIMIT = 256 * 1024
"""Bytes of a request: the pages take short forms."""

UPLOAD_LIMITS = {"producer.offer": MOST_BYTES + 2 * BODY_LIMIT}
"""Endpoint → bytes, where a picture comes with the form; its own size is checked again."""


def configure(app: Flask, settings: Settings, secret: str) -> None:
    """Set everything that Flask itself guards with."""
    secure = settings.web.https
    app.config.update(
        SECRET_KEY=f"chophien web {secret}",
        TRUSTED_HOSTS=list(settings.web.trusted_hosts),
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="__Host-chophien" if secure else "chophien",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_SSL_STRICT=secure,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        PREFERRED_URL_SCHEME="https" if secure else "http",
    )
    count = settings.web.proxies
    if count:
        # Only the configured number of hops may speak for the client's address.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way
            app.wsgi_app, x_for=count, x_proto=count, x_host=0, x_prefix=0
        )


def install(app: Flask) -> None:
    """Register CSRF protection, the limiter and the headers."""
    # Before CSRF protection, which reads the form to find its token.
    app.before_request(_allow_upload)
    CSRFProtect(app)
    limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)
    limiter.init_app(app)
    app.extensions["chophien_limiter"] = limiter
    app.after_request(_headers)


def exempt_from_csrf(app: Flask, blueprint: Blueprint) -> None:
    """For inbound calls that prove themselves otherwise (a signature over the raw body)."""
    protect: CSRFProtect = app.extensions["csrf"]
    protect.exempt(blueprint)


def _allow_upload() -> None:
    request.max_content_length = UPLOAD_LIMITS.get(request.endpoint or "", BODY_LIMIT)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if current_app.config["SESSION_COOKIE_SECURE"] and request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
