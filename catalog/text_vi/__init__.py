"""Vietnamese text: cleaning, folding for search, collation, tones, slugs, old encodings."""

from catalog.text_vi.cleaning import clean, fold, has_hidden, is_nfd, slug, storable
from catalog.text_vi.collation import collation_key
from catalog.text_vi.legacy import Encoding, decode_as, decode_legacy, is_plausible
from catalog.text_vi.syllable import is_syllable
from catalog.text_vi.tones import tone_normal

__all__ = [
    "Encoding",
    "clean",
    "collation_key",
    "decode_as",
    "decode_legacy",
    "fold",
    "has_hidden",
    "is_nfd",
    "is_plausible",
    "is_syllable",
    "slug",
    "storable",
    "tone_normal",
]
