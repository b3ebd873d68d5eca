"""The writing half of the importer: entries into the database, set-based and idempotent."""

from catalog.importing.store.entry import Entry
from catalog.importing.store.importer import Imported, import_annex
from catalog.importing.store.writer import Tally, Written, write_entries

__all__ = ["Entry", "Imported", "Tally", "Written", "import_annex", "write_entries"]
