"""Compare numbering and stated counts with the rows really there."""

from collections.abc import Iterator

from catalog.importing.draft import Draft, Numbered, SheetDraft, Total

Said = tuple[int, str, str]


def _repeats_dropped(line: Numbered) -> bool:
    return bool(line.drafts) and all(draft.dropped for draft in line.drafts)


def gaps(sheet: SheetDraft) -> Iterator[Said]:
    """Yield rows whose number doesn't follow the one above.

    Numbering may restart at 1 under a group row, a total or a header; the number of a dropped
    duplicate may repeat the one before.
    """
    previous: int | None = None
    restart = False
    for line in sheet.numbered:
        restart |= line.may_restart
        repeated = line.first == previous and _repeats_dropped(line)
        follows = previous is None or line.first == previous + 1 or (restart and line.first == 1)
        if not follows and not repeated:
            how = "lặp số" if line.first == previous else f"nhảy từ {previous} lên"
            yield line.row, "stt_gap", f"{how} {line.first}"
        previous = line.last
        restart = False


def _kept(drafts: list[Draft]) -> int:
    return sum(not draft.dropped for draft in drafts)


def group_counts(sheet: SheetDraft) -> Iterator[Said]:
    """Yield group rows whose stated number of products differs from the rows kept under them."""
    actual: dict[int, int] = {}
    for draft in sheet.drafts:
        for group in draft.groups:
            actual[group.row] = actual.get(group.row, 0) + (not draft.dropped)
    for group in sheet.groups:
        count = actual.get(group.row, 0)
        if group.stated is not None and group.stated != count:
            yield group.row, "group_count_mismatch", f"ghi {group.stated}, thực tế {count}"


def _part(sheet: SheetDraft, total: Total, since: int) -> set[int]:
    """Counts a subtotal may mean: rows since the last total, or rows of a group it stands in."""
    above = sheet.drafts[: total.position]
    counts = {_kept(above[since:]), _kept(above)}
    for group in total.groups:
        counts.add(_kept([draft for draft in above if group in draft.groups]))
    return counts


def total_counts(sheet: SheetDraft) -> Iterator[Said]:
    """Yield total rows that differ: the last one from all rows, earlier ones from their part."""
    since = 0
    everything = _kept(sheet.drafts)
    for number, total in enumerate(sheet.totals):
        last = number == len(sheet.totals) - 1
        grand = last and (len(sheet.totals) == 1 or total.text.lower().startswith("tổng"))
        part = _part(sheet, total, since)
        fits = {everything} if grand else part | ({everything} if last or number == 0 else set())
        if total.stated not in fits:
            actual = everything if grand else _kept(sheet.drafts[since : total.position])
            yield total.row, "total_mismatch", f"ghi {total.stated}, thực tế {actual}"
        since = total.position
