"""Blocks about other goods are left out of what is parsed; anything doubtful stays."""

import pytest

from connectors.page.pruning import without_others


def left(markup: str, *, part: bool = False) -> str:
    return without_others(markup.encode(), markup.lower().encode(), part=part).decode()


H = "<h1>Chè</h1>"


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (f"{H}<div class='related-products'><div>Mật</div></div><p>x", f"{H}<p>x"),
        (f"{H}<div id=danh-gia><div>Tốt</div></div >y", f"{H}y"),
        (f"{H}<DIV class='Related'>Mật</DIV>y", f"{H}y"),
        (f"{H}<div class='relatedProducts'>Mật</div>y", f"{H}y"),
        (f"<ul class='menu'><li>a</ul>{H}<ul class=menu><li>b</ul>", H),
    ],
)
def test_others_blocks_are_left_out(page: str, kept: str) -> None:
    assert left(page) == kept


@pytest.mark.parametrize(
    "page",
    [
        f"<div class='related'>{H}</div>",
        f"{H}<div class='preview'>Xem</div>",
        f"{H}<div class='related'><div>Mật</div>",
        f"{H}<div class='related'><section>Mật</div></section>",
        f"{H}<div class='related'><i itemprop='offers'></i></div>",
        f"{H}<div class='related'><i itemtype='https://schema.org/Product'></i></div>",
        f"{H}<p class='related'>Mật</p>",
        f"{H}<div title='related'>Mật</div>",
        "<div class='related'>Mật</div>",
    ],
)
def test_what_is_doubtful_stays(page: str) -> None:
    assert left(page) == page


def test_of_a_part_the_block_that_is_still_open_is_left_out() -> None:
    assert left(f"{H}<div class='related'><div>Mật</div><div>Ga", part=True) == H
