"""Where an opening tag ends."""

import pytest

from connectors.page.markup import tag_at


@pytest.mark.parametrize(
    "tag",
    [
        b'<meta name="a" content="b">',
        b'<img alt="1 > 0" src=a.jpg>',
        b"<img alt='1 > 0' src=a.jpg>",
        b'<img alt="it\'s > that">',
        b'<a title=\'"\' href="x>y">',
        b"<p>",
    ],
)
def test_a_tag_ends_at_the_first_bracket_outside_quotes(tag: bytes) -> None:
    assert tag_at(b"<b>" + tag + b'text "quoted"</p>', 3) == tag


@pytest.mark.parametrize("rest", [b' alt="never closed>', b" alt='never closed>"])
def test_a_quote_that_nobody_closes_ends_at_the_first_bracket(rest: bytes) -> None:
    assert tag_at(b"<img" + rest + b"<p>text</p>", 0) == b"<img" + rest


def test_a_tag_without_end_is_cut() -> None:
    assert len(tag_at(b"<img " + b"a" * 10_000, 0)) == 4096
