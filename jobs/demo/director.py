"""The demo's story: once goods are live, things happen to them on the simulated marketplaces.

One scene at a time, each when its actor is on stage, with a pause between; a scene is noted when
it was played, so a restart goes on where the story stood.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from catalog.models import Heartbeat, Listing, Shop
from catalog.status import Observed
from jobs.context import JobContext
from jobs.demo.clerk import clerk
from jobs.demo.sandbox import SandboxError, floor_control, shopee_control
from jobs.engine.heartbeat import beat
from jobs.results import Done

PAUSE = timedelta(seconds=6)
_NOTE = "demo:"
WALL = "wall"


@dataclass(frozen=True, slots=True)
class Actor:
    """A listing on stage."""

    listing_id: int
    item_id: str
    url: str
    price_vnd: int


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that befalls one live listing of a channel."""

    name: str
    channel: str
    play: Callable[[JobContext, Actor], None]


def demo_director(context: JobContext) -> Done:
    """Play the next scene if its time has come; keep the wall standing."""
    if not (context.settings.mode == "demo" and context.settings.sandbox.enabled):
        return Done()
    try:
        return _go_on(context)
    except SandboxError as error:
        return Done(failures={error.code: 1}, detail=error.text_vi)


def _go_on(context: JobContext) -> Done:
    linked = clerk(context)
    with context.database.read() as session:
        played = _played(session)
        wall = _actor_of(session, played.get(WALL))
        cue = _next(session, played, context)
    if wall is not None:
        _keep_wall(context, wall)
    if cue is None:
        return Done({"played": len(played), "linked": linked})
    scene, actor = cue
    scene.play(context, actor)
    with context.database.write() as session:
        beat(session, _NOTE + scene.name, context.clock(), detail=str(actor.listing_id))
    return Done({"played": len(played) + 1}, detail=scene.name)


def _played(session: Session) -> dict[str, Heartbeat]:
    rows = session.exec(select(Heartbeat).where(col(Heartbeat.name).startswith(_NOTE)))
    return {row.name.removeprefix(_NOTE): row for row in rows}


def _next(
    session: Session, played: dict[str, Heartbeat], context: JobContext
) -> tuple[Scene, Actor] | None:
    newest = max((row.at for row in played.values()), default=None)
    if newest is not None and context.clock() - newest < PAUSE:
        return None
    taken = {int(row.detail) for row in played.values()}
    for scene in SCENES:
        if scene.name in played:
            continue
        actor = _actor(session, scene.channel, taken)
        if actor is not None:
            return scene, actor
    return None


def _actor(session: Session, channel: str, taken: set[int]) -> Actor | None:
    """A live listing that nothing has happened to yet."""
    query = (
        select(Listing)
        .join(Shop, col(Shop.id) == col(Listing.shop_id))
        .where(Shop.channel == channel, Shop.is_sandbox, Listing.observed == Observed.LIVE)
        .where(col(Listing.id).not_in(taken))
        .order_by(col(Listing.id))
    )
    return _as_actor(session.exec(query).first())


def _actor_of(session: Session, note: Heartbeat | None) -> Actor | None:
    """Whom a played scene befell."""
    return _as_actor(session.get(Listing, int(note.detail))) if note is not None else None


def _as_actor(row: Listing | None) -> Actor | None:
    if row is None or row.id is None:
        return None
    url = row.public_url or ""
    return Actor(row.id, row.external_id or _number(url), url, row.observed_price_vnd or 100_000)


def _number(url: str) -> str:
    """The floor's own number, which its addresses end in."""
    return urlsplit(url).path.removesuffix(".html").rpartition("-")[2]


def _sold_out(context: JobContext, actor: Actor) -> None:
    shopee_control(context.settings).post(f"/items/{actor.item_id}", {"stock": 0})


def _repriced(context: JobContext, actor: Actor) -> None:
    drifted = actor.price_vnd * 115 // 100 // 1000 * 1000
    shopee_control(context.settings).post(f"/items/{actor.item_id}", {"price": drifted})


def _hidden(context: JobContext, actor: Actor) -> None:
    shopee_control(context.settings).post(f"/items/{actor.item_id}", {"status": "UNLIST"})


def _gone(context: JobContext, actor: Actor) -> None:
    floor_control(context.settings).post(f"/items/{actor.item_id}", {"status": "removed"})


def _walled(context: JobContext, actor: Actor) -> None:
    """A bot wall before one page: the status must be held, never become "removed"."""
    match = urlsplit(actor.url).path
    floor_control(context.settings).post("/faults", {"kind": "wall", "match": match})


def _keep_wall(context: JobContext, actor: Actor) -> None:
    """Faults end with the sandbox's process: after a restart the wall is put up again."""
    if not floor_control(context.settings).get("/faults")["faults"]:
        _walled(context, actor)


SCENES = (
    Scene("sold_out", "shopee", _sold_out),
    Scene("page_gone", "buudien", _gone),
    Scene("repriced", "shopee", _repriced),
    Scene(WALL, "buudien", _walled),
    Scene("hidden", "shopee", _hidden),
)
