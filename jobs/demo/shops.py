"""Opening a shop on the simulated Shopee as its owner would: account, consent, tokens kept."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from catalog.config import Settings
from catalog.contract import Tokens
from catalog.db import Database
from catalog.models import Shop
from catalog.status import ShopState
from catalog.vault import Vault
from connectors.http.credentials import CredentialStore
from jobs.channel_rows import ensure_channel
from jobs.demo.sandbox import Control

CONSENT = timedelta(days=365)


def ensure_shop(
    session: Session, channel: str, name: str, producer_id: int | None, external_id: str, url: str
) -> Shop:
    """Our row of a simulated shop, found by its name on the channel."""
    ensure_channel(session, channel)
    query = select(Shop).where(Shop.channel == channel, Shop.name == name, Shop.is_sandbox)
    shop = session.exec(query).first() or Shop(
        channel=channel, name=name, producer_id=producer_id, is_sandbox=True
    )
    shop.external_id, shop.url = external_id, url
    session.add(shop)
    session.flush()
    return shop


def create_remote(control: Control, name: str, owner: str, kind: str) -> str:
    """The shop's number on a simulated marketplace, made there where missing."""
    for shop in control.get("/shops")["shops"]:
        if shop["name"] == name:
            return str(shop["shop_id"])
    made = control.post("/shops", {"name": name, "owner": owner, "kind": kind})
    return str(made["shop_id"])


def authorise(
    database: Database,
    vault: Vault,
    control: Control,
    shop_id: int,
    now: datetime,
    consent: timedelta = CONSENT,
) -> None:
    """Consent for a shop without the consent page; its tokens are sealed as real ones are."""
    with database.read() as session:
        external_id = session.get_one(Shop, shop_id).external_id
    pair = control.post("/tokens", {"shop_id": int(external_id)})
    tokens = Tokens(
        pair["access_token"],
        pair["refresh_token"],
        now + timedelta(seconds=int(pair["expire_in"])),
        now + consent,
    )
    CredentialStore(database, vault).save_tokens(shop_id, tokens)
    with database.write() as session:
        shop = session.get_one(Shop, shop_id)
        shop.state, shop.state_at = ShopState.ACTIVE, now


def open_shopee_shop(
    settings: Settings,
    database: Database,
    vault: Vault,
    control: Control,
    name: str,
    producer_id: int | None,
    now: datetime,
) -> int:
    """Everything for one shop; a shop that is authorised already is left alone."""
    kind = "province" if producer_id is None else "producer"
    external_id = create_remote(
        control, name, settings.site.operator if producer_id is None else name, kind
    )
    with database.write() as session:
        url = f"{control.base_url}/shop/{external_id}"
        shop = ensure_shop(session, "shopee", name, producer_id, external_id, url)
        shop_id, known = shop.id or 0, shop.credentials_sealed is not None
    if not known:
        authorise(database, vault, control, shop_id, now)
    return shop_id
