"""JSON-LD: each block is read on its own, so one broken block never hides the others."""

from connectors.page import loose_json
from connectors.page.markup import Skeleton
from connectors.page.schema_org import Graph, read_graph

MAX_BLOCK = 2_000_000


def read_jsonld(page: Skeleton) -> tuple[Graph, tuple[str, ...]]:
    """The graph of all `ld+json` scripts, and a flag when a block could not be read."""
    roots: list[object] = []
    flags: tuple[str, ...] = ()
    for script in page.scripts:
        if "ld+json" not in script.kind or not script.text.strip():
            continue
        values = loose_json.loads(script.text) if len(script.text) < MAX_BLOCK else []
        if not values:
            flags = ("broken_jsonld",)
        roots.extend(values)
    return read_graph(roots, "jsonld"), flags
