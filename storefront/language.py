"""Vietnamese first; English on request, remembered in a cookie that holds nothing else."""

from flask import request

LANGUAGES = ("vi", "en")
COOKIE = "lang"


def current() -> str:
    """The language of this request."""
    wanted = request.cookies.get(COOKIE, "")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
