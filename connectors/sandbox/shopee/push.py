"""Push messages to the partner's callback: signed, retried, never waited for."""

import json
from typing import Any

import httpx
from sqlalchemy import select

from connectors.sandbox.items import Item
from connectors.sandbox.shopee.rules import rules
from connectors.sandbox.shopee.signing import push_authorization
from connectors.sandbox.store import push
from connectors.sandbox.world import World

RETRY_SECONDS = (300, 1800, 10800)
_ANSWER_SECONDS = 3.0
SHOP_AUTHORIZED, SHOP_DEAUTHORIZED, VIOLATION = 1, 2, 16


def queue(world: World, code: int, shop_id: int, data: dict[str, Any]) -> None:
    """Queue a push for the callback in force; nothing when none is registered."""
    url = rules(world).push_url
    if not url:
        return
    body = {"data": data, "shop_id": shop_id, "code": code, "timestamp": world.clock.stated()}
    with world.store.transaction() as connection:
        connection.execute(
            push.insert().values(
                url=url,
                body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
                attempts=0,
                next_at=world.clock.deadline_now(),
            )
        )


def violation_push(world: World, one: Item, details: list[dict[str, Any]]) -> None:
    """violation_item_push (16); the key ``deboosted_details`` is spelt as in Shopee's sample."""
    data = {
        "item_id": one.item_id,
        "item_name": one.name,
        "item_status": "BANNED",
        "deboost": one.deboost,
        "item_status_details": details,
        "deboosted_details": [],
    }
    queue(world, VIOLATION, one.shop_id, data)


def deliver_due(world: World) -> None:
    """Send what is due, one message after the other."""
    query = (
        select(push.c.push_id, push.c.url, push.c.body, push.c.attempts)
        .where(push.c.next_at <= world.clock.deadline_now())
        .order_by(push.c.push_id)
        .limit(50)
    )
    with world.store.transaction() as connection:
        due = connection.execute(query).all()
    if not due:
        return
    with httpx.Client(timeout=_ANSWER_SECONDS, trust_env=False) as client:
        for row in due:
            status = _send(client, world, row.url, row.body)
            _record(world, row.push_id, row.attempts + 1, status)


def _send(client: httpx.Client, world: World, url: str, body: bytes) -> int:
    """The status of the answer; 0 when there was none."""
    headers = {
        "Authorization": push_authorization(world.settings.partner_key, url, body),
        "Content-Type": "application/json",
    }
    try:
        return client.post(url, content=body, headers=headers).status_code
    except (httpx.HTTPError, httpx.InvalidURL):
        return 0


def _record(world: World, push_id: int, attempts: int, status: int) -> None:
    delivered = 200 <= status < 300
    retry = not delivered and attempts <= len(RETRY_SECONDS)
    next_at = world.clock.after(RETRY_SECONDS[attempts - 1]) if retry else None
    with world.store.transaction() as connection:
        connection.execute(
            push.update()
            .where(push.c.push_id == push_id)
            .values(attempts=attempts, next_at=next_at, last_status=status)
        )


def listing(world: World) -> list[dict[str, Any]]:
    """All pushes with their delivery state; ``last_status`` 0 means no answer."""
    query = select(
        push.c.push_id, push.c.url, push.c.body, push.c.attempts, push.c.next_at, push.c.last_status
    ).order_by(push.c.push_id)
    with world.store.transaction() as connection:
        rows = connection.execute(query).mappings().all()
    return [{**row, "body": row["body"].decode()} for row in rows]
