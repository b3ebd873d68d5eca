"""Views of the public pages: read the question, ask a read model, render its values."""

from flask import abort, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from storefront.cache import catalogue_version
from storefront.context import Site, site
from storefront.public.caching import cached
from storefront.public.structured import product_ld
from storefront.readmodels import facets
from storefront.readmodels import home as home_model
from storefront.readmodels import producer as producer_model
from storefront.readmodels import product as product_model
from storefront.readmodels import products as products_model
from storefront.readmodels.queries import ProductQuery


def _facets(session: Session, here: Site) -> facets.Facets:
    # Looks and imports may come without a new version: a count is at most a minute old.
    minute = int(here.clock().timestamp()) // 60
    key = ("facets", catalogue_version(session), here.today(), minute)
    return here.cache.get(key, lambda: facets.count_facets(session, here.today()))


def _figures(session: Session, here: Site) -> home_model.HomePage:
    minute = int(here.clock().timestamp()) // 60
    key = ("figures", catalogue_version(session), here.today(), minute)
    return here.cache.get(key, lambda: home_model.home_page(session, here.today()))


ON_SALE_NOW = ProductQuery(ban="co")


@cached
def home() -> str:
    """What there is, in key figures, and a box to search it."""
    here = site()
    with here.database.read() as session:
        page = _figures(session, here)
        counted = _facets(session, here)
        selling = products_model.find_products(session, ON_SALE_NOW, here.today()).cards[:4]
    return render_template("public/home.html", page=page, facets=counted, selling=selling)


@cached
def products() -> str:
    """The catalog: search, filters, one page of products."""
    here = site()
    query = ProductQuery.of(request.args)
    with here.database.read() as session:
        counted = _facets(session, here)
        found = products_model.find_products(session, query, here.today())
    return render_template("public/products.html", query=query, facets=counted, found=found)


@cached
def product(slug: str, product_id: int) -> str | Response:
    """One product; an outdated name in the address is sent on to the present one."""
    here = site()
    with here.database.read() as session:
        page = product_model.product_page(session, product_id, here.today())
        if page is None:
            abort(404)
        producer_values = (
            producer_model.producer_page(session, page.producer_id) if page.producer_id else None
        )
    if slug != page.slug:
        return redirect(url_for("public.product", slug=page.slug, product_id=page.id), 301)
    return render_template(
        "public/product.html", page=page, producer=producer_values, ld=product_ld(page, here)
    )


@cached
def producer(producer_id: int) -> str:
    """One producer: shops, payment account (yes, declared or not known), products."""
    here = site()
    with here.database.read() as session:
        page = producer_model.producer_page(session, producer_id)
        if page is None:
            abort(404)
        cards = products_model.cards_of(session, page.product_ids, here.today())
    return render_template("public/producer.html", page=page, cards=cards)
