"""Opening a shop: first whose it is, then where it stands."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session, col, select
from werkzeug.wrappers import Response

from catalog import shops
from catalog.errors import ChoPhienError
from catalog.models import Channel, Producer
from catalog.shops import NewShop
from storefront.context import site
from storefront.i18n import gettext
from storefront.readmodels import producers as producers_model
from storefront.staff.work import actor

PROVINCE = "tinh"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose shop it will be; no id means the province's."""

    id: int | None
    name: str

    @property
    def word(self) -> str:
        """As the address and the form carry it."""
        return PROVINCE if self.id is None else str(self.id)


def form() -> str:
    """Whose shop it is, by a search; then its channel, name and address."""
    here, asked = site(), request.args.get("tim", "").strip()[:120]
    with here.database.read() as session:
        owner = _owner(session, request.args.get("cua", ""))
        if owner is None:
            found = producers_model.matches(session, asked)
            return render_template("staff/new_shop_owner.html", asked=asked, found=found)
        return _form(session, owner, NewShop("", _usual_name(owner)))


def save() -> Response | tuple[str, int]:
    """Open the shop; a value that won't do comes back in its form with the reason."""
    here, given = site(), request.form
    with here.database.read() as session:
        owner = _owner(session, given.get("cua", ""))
        if owner is None:
            return redirect(url_for("staff.new_shop"))
        asked = NewShop(
            given.get("kenh", ""),
            given.get("ten", ""),
            owner.id,
            given.get("dia_chi", ""),
            given.get("ma", ""),
        )
    try:
        with here.database.write() as session:
            shop = shops.open_shop(session, asked, here.settings, actor())
            shop_id, name = shop.id, shop.name
    except ChoPhienError as error:
        with here.database.read() as session:
            return _form(session, owner, asked, error.text_vi), 400
    flash(gettext("Đã mở gian hàng %(name)s.", name=name))
    return redirect(url_for("staff.shop", shop_id=shop_id))


def _form(session: Session, owner: Owner, asked: NewShop, error: str = "") -> str:
    channels = session.exec(
        select(Channel).where(col(Channel.enabled)).order_by(col(Channel.assisted), Channel.label)
    ).all()
    return render_template(
        "staff/new_shop.html",
        owner=owner,
        asked=asked,
        error=error,
        channels=[(one.kind, one.label) for one in channels],
    )


def _owner(session: Session, word: str) -> Owner | None:
    if word == PROVINCE:
        return Owner(None, site().settings.site.operator)
    if not (word.isascii() and word.isdigit() and len(word) < 10):
        return None
    found = session.get(Producer, int(word))
    return Owner(found.id, found.name) if found is not None else None


def _usual_name(owner: Owner) -> str:
    return owner.name if owner.id is not None else f"OCOP {site().settings.site.province}"
