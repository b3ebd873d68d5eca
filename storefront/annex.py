"""The evidence annex as one HTML file that prints well: no script, no picture, no link to styles.

Everything in it that came from outside is text, escaped. It is Vietnamese only: it goes into files.
"""

from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader

from catalog.labels import METHOD_VI, OBSERVED_VI
from catalog.observing import Annex
from catalog.timing import ZONE


def render(annex: Annex) -> str:
    """The whole document."""
    return _environment().get_template("annex/evidence.html").render(annex=annex)


def file_name(annex: Annex) -> str:
    """What to call the file: the SKU and the day."""
    return f"bang-chung-{annex.sku}-{annex.made_at.astimezone(ZONE):%Y%m%d}.html"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("storefront"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["moment"] = _moment
    made.filters["money"] = _money
    made.globals["statuses"] = OBSERVED_VI
    made.globals["methods"] = METHOD_VI
    return made


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%d/%m/%Y %H:%M:%S}"


def _money(price_vnd: int) -> str:
    return f"{price_vnd:,} đ".replace(",", ".")
