"""VietQR codes: what is built can be read, what is damaged is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.vietqr import (
    Service,
    Transfer,
    VietQrError,
    bank_of,
    banks,
    build,
    clean_purpose,
    crc16,
    parse,
)
from catalog.vietqr.tlv import join, split

PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=25)
TRANSFERS = st.builds(
    Transfer,
    bank_bin=st.from_regex(r"\A[0-9]{6}\Z"),
    account=st.from_regex(r"\A[0-9A-Za-z]{1,19}\Z"),
    amount=st.none() | st.integers(1, 10**13 - 1),
    purpose=PLAIN,
    service=st.sampled_from(Service),
    additional=st.dictionaries(
        st.sampled_from(["bill_number", "store_label"]), PLAIN.filter(bool), max_size=1
    ),
    category=st.sampled_from(["", "5411"]),
    merchant_name=PLAIN,
    city=PLAIN.map(lambda text: text[:15]),
)
SAMPLE = Transfer("970436", "0011001932418", 150_000, "OCOP DH1")


def with_crc(body: str) -> str:
    """The body with a right checksum, so that only its content can be wrong."""
    return body + "6304" + crc16(f"{body}6304".encode())


def test_the_check_value_of_the_crc() -> None:
    assert crc16(b"123456789") == "29B1"


@given(TRANSFERS)
def test_what_is_built_reads_back(transfer: Transfer) -> None:
    assert parse(build(transfer)) == transfer


@given(st.integers(0, 200), st.characters(min_codepoint=48, max_codepoint=122))
def test_one_changed_character_is_noticed(place: int, char: str) -> None:
    payload = build(SAMPLE)
    place %= len(payload)
    changed = payload[:place] + char + payload[place + 1 :]
    if changed.upper() == payload.upper():
        return
    with pytest.raises(VietQrError):
        parse(changed)


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(VietQrError):
        parse(text)


BODY = "00020101021138570010A00000072701270006970436011300110019324180208QRIBFTTA53037045802VN"


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("5303704", "5303840"),
        BODY.replace("5802VN", "5802US"),
        BODY.replace("A000000727", "A000000775"),
        BODY.replace("0006970436", "000697043X"),
        BODY.replace("QRIBFTTA", "QRIBFTTZ"),
        BODY.replace("0208QRIBFTTA", "0209QRIBFTTA"),
        BODY + "5802VN",
        BODY + "5405015.0",
        BODY + "540500150",
        BODY + "9999",
        BODY[:4],
    ],
)
def test_a_code_with_a_right_checksum_and_wrong_content_is_refused(body: str) -> None:
    with pytest.raises(VietQrError):
        parse(with_crc(body))


def test_63_must_be_last_and_unknown_fields_are_kept() -> None:
    with pytest.raises(VietQrError):
        parse(with_crc(BODY) + "6104abcd")
    assert parse(with_crc(BODY + "8004test")).other == (("80", "test"),)
    assert build(parse(with_crc(BODY + "8004test"))) == with_crc(BODY + "8004test")
    assert parse(with_crc(BODY)[:-4] + crc16(f"{BODY}6304".encode()).lower()).bank_bin == "970436"


@pytest.mark.parametrize(
    "changes",
    [
        {"bank_bin": "97043"},
        {"bank_bin": "97043６"},
        {"account": ""},
        {"account": "1" * 20},
        {"account": "12-34"},
        {"amount": 0},
        {"amount": -5},
        {"amount": 10**13},
        {"category": "54"},
        {"merchant_name": "x" * 26},
        {"merchant_name": "Chè"},
        {"city": "x" * 16},
        {"purpose": "x" * 26},
        {"purpose": "mua chè"},
        {"additional": {"phone": "1"}},
        {"additional": {"bill_number": "x" * 26}},
    ],
)
def test_fields_that_break_their_rule_are_refused(changes: dict[str, Any]) -> None:
    values: dict[str, Any] = {"bank_bin": "970436", "account": "1", **changes}
    with pytest.raises(VietQrError):
        Transfer(**values)


def test_additional_data_longer_than_its_template_is_refused() -> None:
    labels = ("bill_number", "store_label", "reference", "customer_label")
    crowded = Transfer("970436", "1", additional=dict.fromkeys(labels, "x" * 25))
    with pytest.raises(VietQrError):
        build(crowded)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("OCOP: Chè Đồng Đăng đỏ!", "OCOP Che Dong Dang do"),
        ("  DH20260001 -- mật   ong ", "DH20260001 mat ong"),
        ("x" * 24 + " yz", "x" * 24),
        ("茶", ""),
    ],
)
def test_a_purpose_is_what_banks_keep(text: str, clean: str) -> None:
    assert clean_purpose(text) == clean


@given(st.text(max_size=60))
def test_a_cleaned_purpose_is_always_allowed(text: str) -> None:
    Transfer("970436", "1", purpose=clean_purpose(text))


def test_fields_are_written_in_order() -> None:
    assert split(join([("58", "VN"), ("00", "01"), ("54", "")])) == [("00", "01"), ("58", "VN")]


def test_the_bank_table() -> None:
    vietcombank = bank_of("970436")
    assert vietcombank is not None
    assert (vietcombank.code, vietcombank.transfer) == ("VCB", True)
    assert bank_of("123456") is None
    assert len(banks()) == 58
    assert all(len(bin_) == 6 and bin_.isdigit() for bin_ in banks())
