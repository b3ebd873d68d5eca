"""Compression of public pages only: pages with CSRF tokens stay plain (BREACH)."""

from flask import Flask, Response, request
from flask_compress import Compress

from storefront import access
from storefront.context import person

PLAIN = frozenset({"account.sign_in", "account.totp"})
"""Public addresses whose pages carry a form token."""

TEXTS = frozenset({"text/css", "text/javascript", "image/svg+xml"})
"""Static files worth compressing; pictures pass as they are."""


def install(app: Flask) -> None:
    """Compress what everybody may read."""
    app.config.update(COMPRESS_REGISTER=False, COMPRESS_ALGORITHM=["br", "gzip"])
    app.config["COMPRESS_MIMETYPES"] = ["text/html", *sorted(TEXTS)]
    compress = Compress(app)

    @app.after_request
    def _compress(response: Response) -> Response:
        endpoint = request.endpoint or ""
        is_public = access.rule_of(app, endpoint) is access.public
        # A signed-in person's pages carry the token of the sign-out button.
        if endpoint in PLAIN or not is_public or person() is not None:
            return response
        if response.direct_passthrough and response.mimetype in TEXTS:
            # Read the file now: the compressor would drop it unclosed.
            response.direct_passthrough = False
            response.make_sequence()
        squeezed: Response = compress.after_request(response)
        return squeezed
