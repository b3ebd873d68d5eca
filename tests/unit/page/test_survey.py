"""One pass over the bytes: what is cut out, what is found, what prose is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.page.markup import Skeleton
from connectors.page.prose import FIRST_ONES, LONG, shortened, undrawn
from connectors.page.survey import META, survey


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ("<p>a<script>b</script>c", "<p>a c"),
        ("a<!-- <script> -->b<style>c</style>d", "a b d"),
        ("a<!--[if gt IE 9]><!--> b <!--<![endif]-->c", "a  b  c"),
        ("a<nav>b<script>c</script>d</nav>e<footer>f</footer>g", "a e g"),
        ("a<navy>b</nav>c", "a<navy>b</nav>c"),
        ("a<footer>never closed", "a<footer>never closed"),
        ("a</footer>b<nav>c</nav>d", "a</footer>b d"),
        ("a<SCRIPT>b</SCRIPT >c", "a c"),
        ("<template><nav></template>a</nav>b", "a</nav>b"),
    ],
)
def test_invisible_parts_and_the_sites_own_are_cut(page: str, left: str) -> None:
    assert Skeleton(page.encode()).markup.decode() == left


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ("a<svg x/>b<svg>c</svg>d", "abd"),
        ("a<svg>never closed", "a<svg>never closed"),
        ("no drawing", "no drawing"),
    ],
)
def test_drawings_are_left_out_of_what_is_parsed(page: str, left: str) -> None:
    assert undrawn(page.encode()).decode() == left


def test_an_open_script_cuts_the_rest() -> None:
    page = Skeleton(b"<p>a<script>b <meta name=x content=y>")
    assert (page.markup, page.open_ended, page.metas) == (b"<p>a ", True, ())


def test_needles_in_what_is_cut_count_for_nothing() -> None:
    page = b"<meta a><nav><meta b></nav><script><meta c></script><meta d>"
    assert [page[at + 6 : at + 7] for at in survey(page).places(META)] == [b"a", b"d"]


@given(st.lists(st.sampled_from(
    ["<script>", "</script>", "<!--", "-->", "<nav>", "</nav>", "<svg/>", "<svg>", "</svg>", "x",
     "<meta ", ">", "<footer ", "</footer>", "canonical"]
), max_size=30))  # fmt: skip
def test_cuts_lie_inside_the_page(pieces: list[str]) -> None:
    page = "".join(pieces).encode()
    seen = survey(page)
    assert all(0 <= start <= end <= len(page) for start, end in seen.cuts)
    kept = b"".join(page[part] for part in seen.kept(len(page)))
    assert b"<!--" not in kept
    assert b"<script" not in kept


def test_long_plain_paragraphs_go_but_the_first_ones() -> None:
    prose = b"<p>" + b"a" * (LONG + 1) + b"</p>"
    marked = b"<p>" + b"a" * LONG + b"<b>x</b>" + b"a" * LONG + b"</p>"
    page = prose * (FIRST_ONES + 4) + b"<p>Het hang</p>" + marked
    assert shortened(page) == prose * FIRST_ONES + b"<p>Het hang</p>" + marked
    assert shortened(b"<p>" * 9) == b"<p>" * 9


def test_letters_are_counted_and_not_bytes() -> None:
    page = b"<p>" + ("ạ" * (LONG - 1)).encode() + b"</p>"
    assert shortened(page * 20) == page * 20
