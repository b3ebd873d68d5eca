"""Currencies: the code behind a symbol or word, and how many decimals its prices carry."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

ZERO_DECIMALS = frozenset(
    {"VND", "JPY", "KRW", "CLP", "ISK", "PYG", "UGX", "XAF", "XOF", "IDR", "IRR", "IRT"}
)
THREE_DECIMALS = frozenset({"KWD", "BHD", "OMR", "TND", "JOD"})

_CODES = frozenset(
    [
        "AED",
        "ARS",
        "AUD",
        "BDT",
        "BGN",
        "BHD",
        "BRL",
        "CAD",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CZK",
        "DKK",
        "EGP",
        "EUR",
        "GBP",
        "GEL",
        "GHS",
        "HKD",
        "HRK",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IRR",
        "IRT",
        "ISK",
        "JOD",
        "JPY",
        "KES",
        "KHR",
        "KRW",
        "KWD",
        "KZT",
        "LAK",
        "LKR",
        "MAD",
        "MMK",
        "MXN",
        "MYR",
        "NGN",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PEN",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TND",
        "TRY",
        "TWD",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VND",
        "XAF",
        "XOF",
        "ZAR",
    ]
)

# Codes that only machines write: in words "top", "all" and "cup" are no money.
_RARE = """
AFN ALL AMD ANG AOA AWG AZN BAM BBD BIF BMD BND BOB BSD BTN BWP BYN BZD CDF CRC CUP CVE DJF DOP DZD
ERN ETB FJD FKP GIP GMD GNF GTQ GYD HNL HTG IQD JMD KGS KMF KPW KYD LBP LRD LSL LYD MDL MGA MKD MMK
MNT MOP MRU MUR MVR MWK MZN NAD NIO PAB PGK RWF SBD SCR SDG SHP SLE SOS SRD SSP STN SVC SYP SZL TJS
TMT TOP TTD TZS VES VUV WST XCD XPF YER ZMW ZWL
"""
_WRITTEN = _CODES | frozenset(_RARE.split())

# Longest first matters: "NT$" before "$", "VNĐ" before "đ". Ambiguous ones stand in _BY_PLACE.
_MARKS: dict[str, str] = {
    "₫": "VND", "vnđ": "VND", "đồng": "VND", "dong": "VND", "đ": "VND", "d": "VND", "€": "EUR",
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "円": "JPY", "￥": "JPY", "zł": "PLN",
    "zl": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON", "₽": "RUB", "руб": "RUB", "р": "RUB",
    "₩": "KRW", "원": "KRW", "฿": "THB", "บาท": "THB", "rp": "IDR", "rm": "MYR", "₱": "PHP",
    "₹": "INR", "rs": "INR", "fr": "CHF", "sfr": "CHF", "r$": "BRL", "nt$": "TWD", "hk$": "HKD",
    "s$": "SGD", "sg$": "SGD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD",
    "mx$": "MXN", "us$": "USD", "₺": "TRY", "tl": "TRY", "лв": "BGN", "₴": "UAH", "грн": "UAH",
    "₪": "ILS", "元": "CNY", "rmb": "CNY", "din": "RSD", "ر.س": "SAR", "ريال": "SAR",
    "درهم": "AED", "ج.م": "EGP", "د.ك": "KWD", "тг": "KZT", "сум": "UZS",
    "د.إ": "AED", "₸": "KZT", "₦": "NGN", "₾": "GEL", "৳": "BDT", "₲": "PYG", "جنيه": "EGP",
    # Ten rial are a toman, in which Iran counts; it has no code of its own in ISO 4217.
    "ریال": "IRR", "تومان": "IRT", "تومن": "IRT",
    "fcfa": "XOF", "f cfa": "XOF", "cfa": "XOF", "ksh": "KES", "tsh": "TZS", "ush": "UGX",
    "gh₵": "GHS", "₡": "CRC", "₼": "AZN", "֏": "AMD", "₮": "MNT", "₭": "LAK", "៛": "KHR",
    "nrs": "NPR", "dhs": "AED", "ден": "MKD", "col$": "COP", "ar$": "ARS", "clp$": "CLP",
    "s/": "PEN", "$": "USD", "¥": "JPY", "kr": "SEK",
}  # fmt: skip

_BY_PLACE: dict[str, dict[str, str]] = {
    "$": {
        "ca": "CAD", "au": "AUD", "nz": "NZD", "sg": "SGD", "hk": "HKD", "tw": "TWD", "mx": "MXN",
        "ar": "ARS", "cl": "CLP", "co": "COP", "uy": "UYU",
    },
    "¥": {"cn": "CNY", "zh": "CNY"},
    "￥": {"cn": "CNY", "zh": "CNY"},
    "kr": {"no": "NOK", "nb": "NOK", "dk": "DKK", "da": "DKK", "is": "ISK"},
    "rs": {"pk": "PKR", "lk": "LKR", "np": "NPR"},
    "tl": {},
}  # fmt: skip

_WORDS = sorted(set(_MARKS) | {code.lower() for code in _CODES}, key=len, reverse=True)
_PATTERN = re.compile(
    "|".join(
        rf"(?<![^\W\d_]){re.escape(w)}(?![^\W\d_])" if (w[-1].isalpha() and w.isascii()) or w == "đ"
        else rf"(?<![^\W\d_]){re.escape(w)}" if w[0].isalpha() and w.isascii()
        else re.escape(w)
        for w in _WORDS
    ),
    re.IGNORECASE,
)  # fmt: skip


def mark_pattern() -> str:
    """Regular expression source that matches any currency mark, code or word."""
    return _PATTERN.pattern


def code_of(text: str, place: str = "") -> str | None:
    """ISO 4217 code named in a short text ("VNĐ", "US$", "eur"), or None.

    `place` is a hint such as "au" or "vi": the country or language of the page.
    """
    found = _PATTERN.search(text)
    if found is None:
        return None
    mark = found.group(0).lower()
    if mark.upper() in _CODES:
        return mark.upper()
    return _BY_PLACE.get(mark, {}).get(place) or _MARKS.get(mark)


@lru_cache(maxsize=256)
def iso_code(raw: str) -> str | None:
    """The code of a machine-readable currency field; symbols written there are translated."""
    text = raw.strip()
    return text.upper() if text.upper() in _WRITTEN else code_of(text)


def place_of(url: str, lang: str) -> str:
    """Country hint: the host's national ending, else the region or language of the page."""
    try:
        host = (urlsplit(url).hostname or "") if "//" in url else ""
    except ValueError:
        host = ""
    ending = host.rsplit(".", 1)[-1]
    if len(ending) == 2 and ending.isalpha() and ending not in {"io", "co", "me", "tv", "ai"}:
        return ending
    parts = lang.lower().replace("_", "-").split("-")
    if ending == "co" and parts[0] == "es":
        return ending  # others take the ending for "company"
    return parts[-1] if len(parts[-1]) == 2 else parts[0]


def decimals(code: str | None) -> int:
    """How many decimals prices in this currency carry; 2 when it isn't known."""
    if code in ZERO_DECIMALS:
        return 0
    return 3 if code in THREE_DECIMALS else 2
