"""Flask-Babel's functions with types; Vietnamese texts are the message ids, English translated."""

from typing import Any

import flask_babel


def gettext(text: str, **values: Any) -> str:
    """The text in the request's language."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The text in the request's language, by number (only English has two forms)."""
    return str(flask_babel.ngettext(one, many, num, **values))


def lazy_gettext(text: str) -> Any:
    """A text of a form, translated when the form is shown."""
    return flask_babel.lazy_gettext(text)
