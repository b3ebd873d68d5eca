"""A seal is the JSON that it always was: chains written by earlier programs still hold."""

import json
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.observing.evidence import safe_url
from catalog.observing.link import Around, seal
from catalog.status import Method, Observed

WORDS = st.none() | st.text(max_size=20)
NUMBERS = st.none() | st.integers(-(2**31), 2**31 - 1)
LIMIT = 10


@dataclass(frozen=True, slots=True)
class Look:
    """A look as `link.Told` has it."""

    method: Method
    status: Observed
    reason: str | None
    title: str | None
    price_vnd: int | None
    stock: int | None
    stars: int | None


@given(
    around=st.builds(
        Around,
        st.text(max_size=20),
        NUMBERS,
        st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=3),
        st.text(max_size=20),
    ),
    look=st.builds(
        Look, st.sampled_from(Method), st.sampled_from(Observed), WORDS, WORDS, *[NUMBERS] * 3
    ),
)
def test_a_seal_is_plain_json(around: Around, look: Look) -> None:
    title = look.title[:LIMIT] if look.title else None
    facts = [around.url, around.http_status, sorted(around.headers.items()), around.content_type]
    told = [look.method.value, look.status.value, look.reason, title]
    document = [*facts, *told, look.price_vnd, look.stock, look.stars]
    written = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    assert seal(around, look, LIMIT) == written


HOST = st.sampled_from(["a.vn", "a.vn:80", "a.vn:", "u:p@a.vn", "u@a.vn", "A.vn", "[::1]", ""])
PATH = st.text(st.sampled_from("a/%.?#=&;@+ "), max_size=4)


@settings(max_examples=300)
@given(scheme=st.sampled_from(["http", "https", "HTTP"]), host=HOST, path=PATH)
def test_an_address_with_nothing_to_take_out_is_left_as_taking_it_apart_leaves_it(
    scheme: str, host: str, path: str
) -> None:
    url = f"{scheme}://{host}/{path}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    query = urlencode(parse_qsl(parts.query, keep_blank_values=True))
    netloc = parts.netloc.rpartition("@")[2]
    whole = urlunsplit((parts.scheme, netloc, parts.path, query, ""))
    assert safe_url(url) == whole[:500]
