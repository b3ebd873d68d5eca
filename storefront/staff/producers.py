"""Producers (chủ thể) for staff: finding one, its contacts, its payment accounts."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from catalog import contacts, payments
from catalog.errors import ChoPhienError
from catalog.models import PaymentAccount
from catalog.payments import Declared
from catalog.status import PaymentKind
from storefront.context import site
from storefront.i18n import gettext
from storefront.readmodels import producers as producers_model
from storefront.readmodels.producers import ProducersQuery
from storefront.staff.work import actor


def producers() -> str:
    """Every producer, with goods, shops and whether there is a payment account."""
    query = ProducersQuery.of(request.args)
    with site().database.read() as session:
        page = producers_model.producer_list(session, query)
    return render_template("staff/producers.html", page=page, query=query)


def producer(producer_id: int) -> str:
    """One producer with all that staff keep of it."""
    return _page(producer_id)


def _page(producer_id: int, error: str = "", part: str = "") -> str:
    here = site()
    with here.database.read() as session:
        page = producers_model.staff_producer(session, here.vault, producer_id)
    if page is None:
        abort(404)
    return render_template(
        "staff/producer.html",
        page=page,
        error=error,
        part=part,
        given=request.form,
        providers=payments.providers(),
        payment_purpose=payments.PURPOSE_VI,
        contact_purpose=contacts.PURPOSE_VI,
    )


def contact(producer_id: int) -> Response | tuple[str, int]:
    """Keep telephone and website, and whether the producer lets them be public."""
    phone, website = request.form.get("dien_thoai", ""), request.form.get("trang_web", "")
    consent = request.form.get("dong_y") == "co"
    try:
        with site().database.write() as session:
            contacts.state(session, producer_id, phone, website, consent=consent, actor=actor())
    except ChoPhienError as error:
        return _page(producer_id, error.text_vi, "contact"), 400
    flash(gettext("Đã lưu liên hệ."))
    return redirect(url_for("staff.producer", producer_id=producer_id))


def declare(producer_id: int) -> Response | tuple[str, int]:
    """Keep a payment account; a pasted VietQR text says bank and number itself."""
    here = site()
    try:
        declared = _declared()
        with here.database.write() as session:
            account = payments.declare(session, here.vault, producer_id, declared, actor())
            provider = account.provider
    except ChoPhienError as error:
        return _page(producer_id, error.text_vi, "account"), 400
    flash(gettext("Đã khai tài khoản %(provider)s.", provider=provider))
    return redirect(url_for("staff.producer", producer_id=producer_id))


def _declared() -> Declared:
    consent = request.form.get("dong_y") == "co"
    payload = request.form.get("vietqr", "").strip()
    if payload:
        read = payments.read_vietqr(payload)
        return Declared(read.kind, read.provider, read.number, consent)
    kind = request.form.get("loai", "")
    if kind not in set(PaymentKind):
        raise payments.PaymentError(gettext("Chọn loại tài khoản"))
    number, provider = request.form.get("so", ""), request.form.get("noi", "")
    return Declared(PaymentKind(kind), provider, number, consent)


def verify_account(account_id: int) -> Response:
    """Somebody saw the account take money."""
    with site().database.write() as session:
        producer_id = _producer_of(session, account_id)
        payments.verify(session, account_id, actor())
    flash(gettext("Đã ghi là đã xác minh."))
    return redirect(url_for("staff.producer", producer_id=producer_id))


def lapse_account(account_id: int) -> Response:
    """The account is used no more."""
    with site().database.write() as session:
        producer_id = _producer_of(session, account_id)
        payments.lapse(session, account_id, actor())
    flash(gettext("Đã ghi là không còn dùng; số tài khoản đã xóa."))
    return redirect(url_for("staff.producer", producer_id=producer_id))


def _producer_of(session: Session, account_id: int) -> int:
    account = session.get(PaymentAccount, account_id)
    if account is None:
        abort(404)
    return account.producer_id
