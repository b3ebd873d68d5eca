"""What makes a product or a producer the same one again: keys from names, SKUs from keys.

Everything that stores products (import, seed, forms) builds its keys here and nowhere else: a
SKU stands on marketplaces, so the same product must get the same one on every machine for ever.
"""

import hashlib
import re

from catalog.text_vi import fold, slug

SKU_PREFIX = "OCOP-"
_SKU_LETTERS = 10
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_ABBREVIATIONS = (
    ("ho kinh doanh", ("hkd", "ho kd", "ho kinh doanh")),
    ("hop tac xa", ("htx", "hop tac xa")),
    ("lien hiep hop tac xa", ("lhhtx", "lien hiep htx", "lien hiep hop tac xa")),
    ("to hop tac", ("tht", "to hop tac")),
    ("cong ty co phan", ("ctcp", "cty cp", "cty co phan", "cong ty cp", "cong ty co phan")),
    ("trach nhiem huu han", ("tnhh", "trach nhiem huu han")),
    ("mot thanh vien", ("mtv", "1 tv", "1 thanh vien", "mot thanh vien")),
    ("doanh nghiep tu nhan", ("dntn", "doanh nghiep tu nhan")),
    ("cong ty", ("cty", "c ty", "cong ty")),
    ("co so san xuat", ("cssx", "co so sx", "co so san xuat")),
    ("nong nghiep", ("nn", "nong nghiep")),
    ("san xuat", ("sx", "san xuat")),
    ("dich vu", ("dv", "dich vu")),
    ("thuong mai", ("tm", "thuong mai")),
)
"""Long form and the ways it is written, all folded; kinds of producer first."""

_LONG = {short: long for long, shorts in _ABBREVIATIONS for short in shorts}
_ABBREVIATED = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _LONG), key=len, reverse=True)) + r")\b"
)
_NOT_WORDS = re.compile(r"[^0-9a-z]+")


def folded_words(text: str) -> str:
    """Fold text and keep its letters and digits, one blank between words.

    Text of another script, which folding leaves no letter of, is kept folded as it is.
    """
    folded = fold(text)
    return _NOT_WORDS.sub(" ", folded).strip() or folded


def producer_key(name: str) -> str:
    """The key of a producer (chủ thể): folded, abbreviations such as HTX or CTCP spelled out.

    An empty name has the empty key: such a producer is unknown, not the same as another.
    """
    return _ABBREVIATED.sub(lambda match: _LONG[match[0]], folded_words(name))


def identity_key(name: str, producer: str, commune: str) -> str:
    """The key of a product: folded name | producer key | folded commune without its unit word.

    Two products with one key are the same; two keys are different products until a person says
    otherwise (equal names of different producers or communes occur: "Kem đậu xanh").
    """
    return f"{folded_words(name)}|{producer_key(producer)}|{commune_key(commune)}"


def commune_key(commune: str) -> str:
    """A commune's name folded, without blanks or "xã", "phường", "thị trấn" (Sapa, Sa Pa)."""
    bare = re.sub(r"^(?:xa|x|phuong|p|thi tran|tt|dac khu)\b ?", "", folded_words(commune))
    return bare.replace(" ", "")


def sku_for(key: str) -> str:
    """The seller SKU of an identity key: "OCOP-" and 50 bits of its SHA-256 in Crockford base32.

    17,000 products collide with a chance of about 1 in 8 million; `product.sku` is unique, so a
    collision would be refused, never stored.
    """
    digest = int.from_bytes(hashlib.sha256(key.encode()).digest(), "big")
    number = digest >> (256 - 5 * _SKU_LETTERS)
    shifts = range(5 * (_SKU_LETTERS - 1), -1, -5)
    letters = [_CROCKFORD[number >> shift & 31] for shift in shifts]
    return SKU_PREFIX + "".join(letters)


def slug_for(name: str, sku: str) -> str:
    """The product's address part: its name and the end of its SKU, so that names may repeat."""
    return f"{slug(name)[:180].strip('-')}-{sku[-4:].lower()}".lstrip("-")
