"""Who may do what to what: the one place that decides, and it denies by default.

Every endpoint has a rule; `declare` adds one for endpoints registered elsewhere (webhooks,
consent callbacks). An endpoint without a rule answers nobody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from sqlmodel import select
from werkzeug.wrappers import Response

from catalog.accounts import Person
from catalog.db import Database
from catalog.models import Listing, Notice, Product, Shop
from catalog.status import Role
from storefront.context import person, site


class Verdict(StrEnum):
    """The answer: go on, sign in first, or "there is nothing here" (a stranger learns no more)."""

    ALLOW = "allow"
    SIGN_IN = "sign_in"
    HIDE = "hide"


class Owners(Protocol):
    """Looks up whose an object is; None for the province's own and for what does not exist."""

    def producer_of_shop(self, shop_id: int) -> int | None:
        """The producer that owns the shop."""
        ...

    def producer_of_listing(self, listing_id: int) -> int | None:
        """The producer that owns the listing's shop."""
        ...

    def producer_of_goods(self, listing_id: int) -> int | None:
        """The producer that owns what is listed."""
        ...

    def producer_of_product(self, product_id: int) -> int | None:
        """The producer that owns the product."""
        ...

    def person_of_notice(self, notice_id: int) -> int | None:
        """The person whom the notice is for."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What a rule decides: may `who` use the endpoint on the object named by `args`."""

    who: Person | None
    args: Mapping[str, Any]
    owners: Owners


Rule = Callable[[Question], Verdict]


def public(_question: Question) -> Verdict:
    """Everybody."""
    return Verdict.ALLOW


def signed_in(question: Question) -> Verdict:
    """Anybody with an account."""
    return Verdict.ALLOW if question.who else Verdict.SIGN_IN


def staff(question: Question) -> Verdict:
    """People of the centre; to a producer these pages do not exist."""
    if question.who is None:
        return Verdict.SIGN_IN
    return Verdict.ALLOW if question.who.is_staff else Verdict.HIDE


def producer(question: Question) -> Verdict:
    """A producer's own account."""
    if question.who is None:
        return Verdict.SIGN_IN
    return Verdict.ALLOW if question.who.role is Role.PRODUCER else Verdict.HIDE


def own_shop(question: Question) -> Verdict:
    """Staff, and the producer that the shop `shop_id` belongs to."""
    return _own(question, question.owners.producer_of_shop, "shop_id")


def own_listing(question: Question) -> Verdict:
    """Staff, and the producer in whose shop the listing `listing_id` stands."""
    return _own(question, question.owners.producer_of_listing, "listing_id")


def own_goods(question: Question) -> Verdict:
    """As `own_listing`, and the producer of what is listed in another's shop, to look at it."""
    verdict = own_listing(question)
    if verdict is not Verdict.HIDE:
        return verdict
    return _own(question, question.owners.producer_of_goods, "listing_id")


def own_product(question: Question) -> Verdict:
    """Staff, and the producer that the product `product_id` belongs to."""
    return _own(question, question.owners.producer_of_product, "product_id")


def own_notice(question: Question) -> Verdict:
    """The person whom the notice `notice_id` was meant for, nobody else."""
    if question.who is None:
        return Verdict.SIGN_IN
    mine = question.owners.person_of_notice(int(question.args["notice_id"])) == question.who.id
    return Verdict.ALLOW if mine else Verdict.HIDE


def _own(question: Question, owner_of: Callable[[int], int | None], name: str) -> Verdict:
    if question.who is None:
        return Verdict.SIGN_IN
    if question.who.is_staff:
        return Verdict.ALLOW
    owner = owner_of(int(question.args[name]))
    mine = owner is not None and owner == question.who.producer_id
    return Verdict.ALLOW if mine else Verdict.HIDE


RULES: Mapping[str, Rule] = {
    "static": public,
    "bootstrap.static": public,
    "public.home": public,
    "public.products": public,
    "public.product": public,
    "public.producer": public,
    "public.picture": public,
    "public.report": public,
    "public.robots": public,
    "public.language": public,
    "health.healthz": public,
    "account.sign_in": public,
    "account.sign_out": signed_in,
    "account.totp": signed_in,
    "notices.own": signed_in,
    "notices.settings": signed_in,
    "notices.try_out": signed_in,
    "notices.mark": own_notice,
    "notices.false_alarms": staff,
    "producer.own": producer,
    "producer.listing": own_goods,
    "producer.paste_url": own_listing,
    "producer.look": own_listing,
    "producer.sheet": own_product,
    "producer.offer": own_product,
    "staff.board": staff,
    "staff.errors": staff,
    "staff.retry": staff,
    "staff.give_up": staff,
    "staff.accept_picture": staff,
    "staff.shops": staff,
    "staff.new_shop": staff,
    "staff.open_shop": staff,
    "staff.shop": staff,
    "staff.change_shop": staff,
    "staff.shelve": staff,
    "staff.shop_common": staff,
    "staff.producers": staff,
    "staff.producer": staff,
    "staff.contact": staff,
    "staff.declare_account": staff,
    "staff.verify_account": staff,
    "staff.lapse_account": staff,
    "staff.runs": staff,
    "staff.run": staff,
    "staff.plans": staff,
    "staff.approve": staff,
    "staff.figures": staff,
    "staff.figure": staff,
    "staff.task": staff,
    "staff.revive_task": staff,
    "staff.drop_task": staff,
    "staff.want": staff,
    "staff.annex": staff,
    "staff.close_incident": staff,
}
"""Endpoint → rule for the storefront's own pages."""

BEFORE_ENROLMENT = frozenset({"account.totp", "account.sign_out"})
"""What staff may use before their one-time code is set up, where one is required."""


def declare(app: Flask, endpoint: str, rule: Rule) -> None:
    """Give an endpoint registered outside the storefront its rule."""
    _table(app)[endpoint] = rule


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """The declared rule; None means that the endpoint answers nobody."""
    return _table(app).get(endpoint)


def install(app: Flask) -> None:
    """Ask before every request."""
    app.extensions["chophien_access"] = dict(RULES)
    app.before_request(_guard)


def _table(app: Flask) -> dict[str, Rule]:
    return cast(dict[str, Rule], app.extensions["chophien_access"])


def _guard() -> Response | None:
    if request.endpoint is None:
        return None  # no such address: the router's own 404 or 405 follows
    rule = rule_of(current_app, request.endpoint)
    if rule is None:
        abort(403)
    verdict = rule(Question(person(), request.view_args or {}, _Lookup(site().database)))
    if verdict is Verdict.HIDE:
        abort(404)
    if verdict is Verdict.SIGN_IN:
        if request.method != "GET":
            abort(401)
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
    if rule is not public and request.endpoint not in BEFORE_ENROLMENT and _has_to_enrol():
        return redirect(url_for("account.totp"))
    return None


def _has_to_enrol() -> bool:
    who = person()
    required = site().settings.web.totp_required
    return required and who is not None and who.is_staff and not who.has_totp


class _Lookup:
    def __init__(self, database: Database) -> None:
        self._database = database

    def producer_of_shop(self, shop_id: int) -> int | None:
        with self._database.read() as session:
            return session.exec(select(Shop.producer_id).where(Shop.id == shop_id)).first()

    def producer_of_listing(self, listing_id: int) -> int | None:
        with self._database.read() as session:
            query = select(Shop.producer_id).join(Listing).where(Listing.id == listing_id)
            return session.exec(query).first()

    def producer_of_goods(self, listing_id: int) -> int | None:
        with self._database.read() as session:
            query = select(Product.producer_id).join(Listing).where(Listing.id == listing_id)
            return session.exec(query).first()

    def producer_of_product(self, product_id: int) -> int | None:
        with self._database.read() as session:
            query = select(Product.producer_id).where(Product.id == product_id)
            return session.exec(query).first()

    def person_of_notice(self, notice_id: int) -> int | None:
        with self._database.read() as session:
            return session.exec(select(Notice.user_id).where(Notice.id == notice_id)).first()
