"""Figures, money and times as people here write them: 1.234.567 đ, dd/mm/yyyy, "3 phút trước"."""

from datetime import date, datetime, timedelta

from flask import Flask

from catalog.timing import ZONE
from storefront.context import site
from storefront.i18n import gettext, ngettext
from storefront.words import up_first


def number(value: int) -> str:
    """1234567 → 1.234.567."""
    return f"{value:,}".replace(",", ".")


def decimal(value: float) -> str:
    """One decimal at most: 60 → 60, 43.04 → 43,0."""
    if value == int(value):
        return number(int(value))
    return f"{value:,.1f}".translate(str.maketrans(",.", ".,"))


def money(value: int | None) -> str:
    """Integer đồng with its sign; nothing known is said as such."""
    return gettext("chưa có giá") if value is None else f"{number(value)} đ"


def share(k: int, n: int) -> str:
    """K of n in percent with one decimal and a comma; no denominator, no percentage."""
    return f"{100 * k / n:.1f}".replace(".", ",") + " %" if n else "–"


def day(value: date | None) -> str:
    """dd/mm/yyyy."""
    return value.strftime("%d/%m/%Y") if value is not None else gettext("chưa có thông tin")


def moment(value: datetime | None) -> str:
    """HH:MM dd/mm/yyyy in Vietnam."""
    if value is None:
        return gettext("chưa có thông tin")
    return value.astimezone(ZONE).strftime("%H:%M %d/%m/%Y")


def iso(value: datetime | None) -> str:
    """For the `datetime` attribute of <time>."""
    return value.isoformat(timespec="seconds") if value is not None else ""


def age(value: datetime | None) -> str:
    """How long ago, in the largest unit that fits."""
    if value is None:
        return gettext("chưa kiểm tra lần nào")
    return _ago(max(site().clock() - value, timedelta(0)))


def _ago(passed: timedelta) -> str:
    seconds = int(passed.total_seconds())
    if seconds < 60:
        return ngettext("%(num)s giây trước", "%(num)s giây trước", seconds)
    if seconds < 3600:
        return ngettext("%(num)s phút trước", "%(num)s phút trước", seconds // 60)
    if seconds < 86400:
        return ngettext("%(num)s giờ trước", "%(num)s giờ trước", seconds // 3600)
    return ngettext("%(num)s ngày trước", "%(num)s ngày trước", seconds // 86400)


def install(app: Flask) -> None:
    """Make the formats known to templates."""
    for name, function in (
        ("number", number),
        ("decimal", decimal),
        ("money", money),
        ("day", day),
        ("moment", moment),
        ("iso", iso),
        ("age", age),
        ("up_first", up_first),
    ):
        app.add_template_filter(function, name)
    app.add_template_global(share, "share")
