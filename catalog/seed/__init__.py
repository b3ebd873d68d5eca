"""What an installation starts with: places, plan targets, the bundled catalog, sample facts."""

from catalog.places.stored import load_places
from catalog.seed.bundled import Loaded, load_bundled_catalog
from catalog.seed.sample import load_sample_facts
from catalog.seed.targets import load_targets

__all__ = [
    "Loaded",
    "load_bundled_catalog",
    "load_places",
    "load_sample_facts",
    "load_targets",
]
