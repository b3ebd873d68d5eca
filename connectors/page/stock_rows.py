"""Stock that stands in a row of a table, or in the texts of a choice: "Availability | In stock"."""

import re
from collections.abc import Iterator

from bs4 import Tag

from catalog.text_vi import fold
from connectors.page import phrases
from connectors.page.availability import Stance, best, stance_of_words
from connectors.page.blocks import visible_text
from connectors.page.microdata import elements, strings

Said = tuple[str, Stance | None]
NOTHING: Said = ("", None)
_LABELS = frozenset(
    fold(name)
    for name in """
Availability|Stock|Stock status|In stock|Tình trạng|Tình trạng hàng|Tình trạng kho|Trạng thái|Kho
Tồn kho|Kho hàng|Verfügbarkeit|Lagerbestand|Lieferstatus|Lieferbarkeit|Disponibilité|Disponibilidad
Disponibilità|Disponibilidade|Estoque|Dostępność|Dostupnost|Dostupnosť|Elérhetőség|Készlet
Raktárkészlet|Disponibilitate|Stoc|Наличие|Наявність|Наличност|Beschikbaarheid|Voorraad|Lagerstatus
Lagersaldo|Saatavuus|Stok|Stok durumu|Διαθεσιμότητα|在庫|在庫状況|库存|庫存|재고|สถานะสินค้า|التوفر
""".replace("\n", "|").split("|")
    if name
)
# How Japanese tables tick off what is there.
_MARKS = {
    **dict.fromkeys(["○", "◯", "〇", "◎", "あり", "有", "有り", "✓", "✔"], Stance.IN),
    **dict.fromkeys(["×", "✕", "✖", "なし", "無", "無し"], Stance.OUT),
}
# A number of pieces, with a word or two at most: "0-3 days" counts none.
_COUNT = re.compile(r"(\d{1,6})(?:\s?[^\W\d_]{1,12}\.?){0,2}\s*")
_TIMES = re.compile(
    r"\b(?:days?|tagen?|werktagen?|jours?|ngay|tuan|weeks?|wochen?|hours?|stunden|gio|dias?|giorni|dni"
    r"|dagen|dage|dagar|napos|gun|hari)\b"
)
_LONG, _MOST = 80, 40
_TOLD = (phrases.DISCONTINUED, phrases.OUT, phrases.PREORDER, phrases.IN)
_DENYING = frozenset({Stance.OUT, Stance.DISCONTINUED})


def in_rows(top: Tag) -> Said:
    """What the rows labelled as stock say; nothing when they differ, as for several goods."""
    rows = [(visible_text(a, 40), visible_text(b, _LONG)) for a, b in _rows(top)]
    found = [said for row in (*rows, *_lines(top)) if (said := _value(row))[1] is not None]
    return found[0] if len({stance for _, stance in found}) == 1 else NOTHING


def _rows(top: Tag) -> Iterator[tuple[Tag, Tag]]:
    """(label, value) of rows of two cells and of entries of definition lists."""
    for tag in elements(top, 6000):
        if tag.name == "tr":
            cells = [c for c in tag.children if isinstance(c, Tag) and c.name in {"td", "th"}]
            if len(cells) == 2:
                yield cells[0], cells[1]
        elif tag.name == "dt":
            value = tag.find_next_sibling()
            if isinstance(value, Tag) and value.name == "dd":
                yield tag, value


def _lines(top: Tag) -> Iterator[tuple[str, str]]:
    """(label, value) of lines whose label stands in an element of its own, before a colon."""
    label = ""
    for piece in strings(top, 2000):
        text = str(piece).strip()
        if label and text:
            yield label, text.lstrip(": ")
        if text:
            label = text if text.endswith((":", "：")) and len(text) < _LONG else ""


def _value(row: tuple[str, str]) -> Said:
    label, words = row
    if fold(label).strip(" :：") not in _LABELS or len(words) > _LONG:
        return NOTHING
    stance = _MARKS.get(words) or stance_of_words(words)
    count = _COUNT.fullmatch(words)
    if stance is None and count is not None and not _TIMES.search(fold(words)):
        stance = Stance.IN if int(count[1]) else Stance.OUT
    return words, stance


def in_options(choices: list[list[str]]) -> Said:
    """What the entries of a choice say: in stock when one is, out when none is left."""
    for texts in choices:
        found = [(text, _of_option(text)) for text in texts[:_MOST]]
        told = [(text, stance) for text, stance in found if stance is not None]
        silent = [text for text, stance in found[1:] if stance is None]
        stance = best([stance for _, stance in told if stance is not None])
        if stance is not None and not (stance in _DENYING and silent):
            return next((text, one) for text, one in told if one is stance)
    return NOTHING


def _of_option(text: str) -> Stance | None:
    """An entry names a choice beside its stock; bare words about stock are those of a filter."""
    stance = stance_of_words(text) if len(text) <= _LONG else None
    folded = fold(text)
    told = (phrases.contains(folded, words) for words in _TOLD)
    said = next((words for words in told if words is not None), folded)
    named = any(c.isalnum() for c in folded.replace(said, ""))
    return stance if named else None
