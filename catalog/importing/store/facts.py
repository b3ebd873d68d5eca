"""What entries tell of a product itself: name, place and group; never price, picture or words."""

from datetime import date

from catalog.importing.store.entry import Entry
from catalog.importing.store.place import Site, entry_site, same_unit, site_of
from catalog.importing.store.subject import Subject
from catalog.status import ProductGroup
from catalog.text_vi import clean, collation_key, fold, tone_normal


def tell(subject: Subject, *, update: bool = True) -> None:
    """Bring the columns of a product to what its entries say, the newest decision last.

    An older decision than the newest known only fills blanks: its places and spellings are those
    of its own day. A blank cell never takes a known fact away.
    """
    newest = subject.newest
    for entry in sorted(subject.entries, key=_day):
        older = bool(newest and entry.decision_date and entry.decision_date < newest)
        overrides = update and not older
        _name(subject, entry, overrides=overrides)
        # A commune renamed in 2025 stays as it was decided: the product keeps its place then.
        if not _stored_site(subject).became(entry_site(entry)):
            _place(subject, entry, overrides=overrides)
        _group(subject, entry, overrides=overrides)


def _stored_site(subject: Subject) -> Site:
    columns = ("xa", "huyen", "tinh", "place_then_id", "place_now_id")
    return Site(*(subject.values[column] for column in columns))


def _day(entry: Entry) -> date:
    return entry.decision_date or date.min


def _name(subject: Subject, entry: Entry, *, overrides: bool) -> None:
    """Take a corrected spelling; capitals and the place of a tone mark are no correction."""
    if overrides and not same_text(entry.name, subject.name):
        subject.values["name"] = entry.name
        subject.values["name_folded"] = fold(entry.name)
        subject.values["name_sort"] = collation_key(entry.name)


def plain(text: str) -> str:
    """Text without case and differences of writing that mean nothing (hoà, hòa)."""
    return tone_normal(clean(text)).casefold()


def same_text(one: str, other: str) -> bool:
    """Whether two texts differ at most in what means nothing."""
    return one == other or plain(one) == plain(other)


def _place(subject: Subject, entry: Entry, *, overrides: bool) -> None:
    values = subject.values
    told = {"xa": entry.xa, "huyen": entry.huyen, "tinh": entry.tinh}
    moved = {
        column: text
        for column, text in told.items()
        if text and not same_unit(text, values[column]) and (overrides or not values[column])
    }
    values.update(moved)
    if moved or values["place_then_id"] is None:
        site = site_of(values["xa"], values["huyen"], values["tinh"], entry.decision_date)
        values["place_then_id"], values["place_now_id"] = site.then, site.now


def _group(subject: Subject, entry: Entry, *, overrides: bool) -> None:
    values = subject.values
    if not entry.group or entry.group_written == values["group_written"]:
        return
    if overrides or values["product_group"] == ProductGroup.UNKNOWN:
        values["product_group"] = entry.group.value
        values["group_written"] = entry.group_written
