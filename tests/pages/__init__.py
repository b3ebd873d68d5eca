"""Pages made by a seed, each with its true answer: eight shapes of shop, many traps."""

from tests.pages.build import Made, make, write

__all__ = ["Made", "make", "write"]
