"""Tables that come with the package, as rows of clean text."""

import csv
from importlib.resources import files

from catalog.text_vi import clean


def package_rows(name: str) -> list[dict[str, str]]:
    """The rows of `catalog/data/NAME`; no cell there holds a line break."""
    text = files("catalog").joinpath("data", name).read_text(encoding="utf-8")
    return [
        {column: clean(cell) for column, cell in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]
