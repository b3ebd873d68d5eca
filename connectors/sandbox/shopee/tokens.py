"""Consent codes and token pairs: single use, rotating, with a short overlap."""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from connectors.sandbox.shopee.envelope import ApiError
from connectors.sandbox.shops import set_shop
from connectors.sandbox.store import consent_code, token
from connectors.sandbox.world import World

CODE_SECONDS = 600
ACCESS_SECONDS = 4 * 3600
REFRESH_SECONDS = 30 * 86_400
OVERLAP_SECONDS = 300

# Asked at every call: building the statement would cost more than running it.
_DEADLINE = select(token.c.deadline).where(
    token.c.kind == "access",
    token.c.value == bindparam("value"),
    token.c.shop_id == bindparam("shop_id"),
)


@dataclass(frozen=True, slots=True)
class TokenPair:
    """A new pair; ``expire_in`` is real seconds (compressed by the clock's speed)."""

    access_token: str
    refresh_token: str
    expire_in: int


def new_code(world: World, shop_id: int) -> str:
    """A consent code: single use, ten minutes."""
    code = secrets.token_hex(16)
    with world.store.transaction() as connection:
        connection.execute(
            consent_code.insert().values(
                code=code, shop_id=shop_id, deadline=world.clock.after(CODE_SECONDS)
            )
        )
    return code


def exchange_code(world: World, code: str, shop_id: int) -> TokenPair:
    """Turn a consent code into a pair; raises ``invalid_code``."""
    with world.store.transaction() as connection:
        row = connection.execute(
            select(consent_code.c.shop_id, consent_code.c.deadline).where(
                consent_code.c.code == code
            )
        ).first()
        valid = row and row.shop_id == shop_id and row.deadline > world.clock.deadline_now()
        if not valid:
            raise ApiError("invalid_code", "Invalid code")
        connection.execute(consent_code.delete().where(consent_code.c.code == code))
        return link(world, connection, shop_id)


def issue_pair(world: World, shop_id: int) -> TokenPair:
    """A pair without the consent page, for tests and the demo."""
    with world.store.transaction() as connection:
        return link(world, connection, shop_id)


def link(world: World, connection: Connection, shop_id: int) -> TokenPair:
    """Mark the shop as authorised and hand out its pair; former tokens end."""
    connection.execute(token.delete().where(token.c.shop_id == shop_id))
    set_shop(world, shop_id, linked=True, auth_time=world.clock.stated())
    return _new_pair(world, connection, shop_id)


def unlink(world: World, shop_id: int) -> None:
    """Take the authorisation back, as the seller can in the seller centre."""
    with world.store.transaction() as connection:
        connection.execute(token.delete().where(token.c.shop_id == shop_id))
    set_shop(world, shop_id, linked=False)


def refresh(world: World, refresh_token: str, shop_id: int) -> TokenPair:
    """Rotate: the refresh token ends at once, the old access token within five minutes."""
    now = world.clock.deadline_now()
    with world.store.transaction() as connection:
        row = connection.execute(
            select(token.c.shop_id, token.c.deadline, token.c.used).where(
                token.c.value == refresh_token, token.c.kind == "refresh"
            )
        ).first()
        if row is None or row.shop_id != shop_id or row.used:
            raise ApiError("error_shop_refresh_token", "Invalid refresh_token")
        if row.deadline <= now:
            raise ApiError("refresh_token_expired", "Your refresh_token expired")
        connection.execute(token.update().where(token.c.value == refresh_token).values(used=True))
        overlap = world.clock.after(OVERLAP_SECONDS)
        connection.execute(
            token.update()
            .where(token.c.shop_id == shop_id, token.c.kind == "access", token.c.deadline > overlap)
            .values(deadline=overlap)
        )
        return _new_pair(world, connection, shop_id)


def check_access(world: World, access_token: str, shop_id: int) -> None:
    """Refuse an access token that isn't this shop's or is over."""
    with world.store.transaction() as connection:
        deadline = connection.execute(
            _DEADLINE, {"value": access_token, "shop_id": shop_id}
        ).scalar_one_or_none()
    if deadline is None or deadline <= world.clock.deadline_now():
        raise ApiError("invalid_acceess_token", "Invalid access_token")


def _new_pair(world: World, connection: Connection, shop_id: int) -> TokenPair:
    pair = TokenPair(
        secrets.token_hex(16),
        secrets.token_hex(16),
        max(1, int(world.clock.span(ACCESS_SECONDS))),
    )
    rows = [
        ("access", pair.access_token, ACCESS_SECONDS),
        ("refresh", pair.refresh_token, REFRESH_SECONDS),
    ]
    connection.execute(
        token.insert(),
        [
            {
                "value": value,
                "kind": kind,
                "shop_id": shop_id,
                "deadline": world.clock.after(seconds),
                "used": False,
            }
            for kind, value, seconds in rows
        ],
    )
    return pair
