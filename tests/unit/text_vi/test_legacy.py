"""TCVN3 and VNI: complete tables, and no false alarm on good text."""

import csv
from pathlib import Path

import pytest

import catalog
from catalog.text_vi import Encoding, decode_as, decode_legacy
from catalog.text_vi.legacy_tables import TCVN3, VNI

DATA = Path(catalog.__file__).parent / "data"
LOWER = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
SENTENCE = "Hợp tác xã Dịch vụ nông nghiệp Phố Ràng, huyện Bảo Yên, tỉnh Lào Cai: rượu, mật ong đỏ"


def encode(text: str, table: dict[str, str]) -> str:
    inverse: dict[str, str] = {}
    for code, letter in table.items():
        inverse.setdefault(letter, code)
    return "".join(inverse.get(ch, ch) for ch in text)


def test_tables_hold_every_letter() -> None:
    assert len(LOWER) == 67
    assert set(LOWER) <= set(TCVN3.values())
    assert set("ĂÂÊÔƠƯĐ") <= set(TCVN3.values())
    assert set(LOWER + LOWER.upper()) <= set(VNI.values())
    assert len(TCVN3) == 67 + 7


@pytest.mark.parametrize("letter", LOWER + LOWER.upper())
def test_vni_letter_round_trip(letter: str) -> None:
    coded = "saûn phaåm thòt lôïn " + encode(letter, VNI)
    assert decode_legacy(coded)[0].endswith(letter)


@pytest.mark.parametrize("letter", LOWER)
def test_tcvn3_letter_round_trip(letter: str) -> None:
    assert decode_legacy("s¶n phÈm thÞt lîn " + encode(letter, TCVN3)) == (
        f"sản phẩm thịt lợn {letter}",
        "tcvn3",
    )


@pytest.mark.parametrize(("table", "encoding"), [(TCVN3, "tcvn3"), (VNI, "vni")])
def test_sentence_round_trip(table: dict[str, str], encoding: Encoding) -> None:
    coded = encode(SENTENCE, table)
    assert decode_legacy(coded) == (SENTENCE, encoding)
    assert decode_as(coded, encoding) == SENTENCE


@pytest.mark.parametrize(
    ("coded", "text"),
    [
        ("S¶N PHÈM", "SẢN PHẨM"),
        ("HuyÖn B¶o Yªn", "Huyện Bảo Yên"),
        ("tªn s¶n phÈm", "tên sản phẩm"),
        ("xÕp h¹ng", "xếp hạng"),
        ("r­îu", "rượu"),
        ("TEÂN SAÛN PHAÅM", "TÊN SẢN PHẨM"),
        ("Ñòa chæ", "Địa chỉ"),
    ],
)
def test_real_spellings(coded: str, text: str) -> None:
    assert decode_legacy(coded)[0] == text


def test_doubtful_word_waits_for_its_neighbours() -> None:
    assert decode_legacy("Cèm Na Lo") == ("Cèm Na Lo", None)
    assert decode_as("Cèm Na Lo", "tcvn3") == "Cốm Na Lo"
    assert decode_as("4261/QĐ-UBND", "tcvn3") is None
    assert decode_as("café", "tcvn3") is None


@pytest.mark.parametrize(
    "text",
    [
        "café crème brûlée, pâté, rosé, thé",
        "Müller jalapeño Château Noël façade naïve",
        "«Trà sen»",
        "Gạo ST25™ – Trà ABC®",
        "Möng Böng Café, Müller, Noël",
        "São Paulo, Côte d'Azur",
        "Nước mắm 35°N ± 1, 2×3 m²",
        "Cà phê Êđê, Sêrêpôk",
        "TRÀ LÊ",
        "",
    ],
)
def test_good_text_stays(text: str) -> None:
    assert decode_legacy(text) == (text, None)


def test_no_false_alarm_on_real_names() -> None:
    texts: set[str] = set()
    for path in sorted(DATA.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            texts.update(cell for row in csv.reader(stream) for cell in row)
    assert len(texts) > 10_000
    assert [text for text in texts if decode_legacy(text)[1]] == []
