"""Tags of blocks are found alike wherever the bytes are cut into steps."""

import re

from hypothesis import given
from hypothesis import strategies as st

from connectors.page.block_tags import BlockTags

TAGS = BlockTags(b"div", b"section", b"td")
PLAIN = re.compile(rb"<(/?)(div|section|td)(?=[\s>])")
PIECES = st.sampled_from(
    [b"<div>", b"</div>", b"<div class=x>", b"<divider>", b"<section\n", b"</section>", b"<td",
     b">", b"<table>", b"<", b"</", b"v", b"i", "chè".encode(), b" " * 40, b"x" * 700]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60), st.integers(0, 9000), st.integers(0, 20_000))
def test_same_tags_as_a_plain_expression_finds(pieces: list[bytes], start: int, end: int) -> None:
    low = b"".join(pieces) * 3
    plain = [
        (one.start(), one.end(), one[2], not one[1]) for one in PLAIN.finditer(low, start, end)
    ]
    assert list(TAGS.between(low, start, end)) == plain


def test_tag_over_the_edge_of_a_step_is_found_once() -> None:
    for blanks in range(4080, 4100):
        low = b" " * blanks + b"</section >" + b" " * 5000 + b"<td>"
        assert [at for at, *_ in TAGS.between(low, 0, len(low))] == [blanks, blanks + 5011]
