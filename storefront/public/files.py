"""Small answers beside the pages: pictures, robots.txt, the language switch."""

from flask import Response, abort, make_response, redirect, request, send_from_directory, url_for

from storefront.context import site
from storefront.language import COOKIE, LANGUAGES
from storefront.links import local_path

YEAR_SECONDS = 365 * 86400


def picture(name: str) -> Response:
    """A product picture; its name changes with its content, so it may be kept a year."""
    folder = site().settings.data_dir.resolve() / "pictures"
    return send_from_directory(folder, name, max_age=YEAR_SECONDS)


def robots() -> Response:
    """Catalog pages may be read by machines; work pages may not."""
    closed = ("/quan-tri", "/cua-toi", "/dang-nhap", "/bao-sai")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    response = make_response("\n".join([*lines, ""]))
    response.mimetype = "text/plain"
    return response


def language(code: str) -> Response:
    """Remember the language for a year and go back to the page."""
    if code not in LANGUAGES:
        abort(404)
    target = local_path(request.args.get("next", url_for("public.home")))
    response = make_response(redirect(target))
    response.set_cookie(
        COOKIE,
        code,
        max_age=YEAR_SECONDS,
        secure=site().settings.web.https,
        httponly=True,
        samesite="Lax",
    )
    return response
