import pytest

from storefront.payments.vietqr import checked, payload

Q1 = (
    "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA"
    "530370454061200005802VN62170813ung ho lu lut"
)
Q2 = (
    "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN"
)


@pytest.mark.parametrize(("text", "crc"), [(Q1, "C15C"), (Q2, "AE9F")])
def test_the_checksum_is_that_of_the_published_pictures(text, crc):
    assert checked(text) == f"{text}6304{crc}"


def test_asks_for_an_amount_with_a_purpose():
    text = payload(
        bank="970415", account="0011001932418", amount=120_000, purpose="ung ho lu lut"
    )

    assert text == f"{Q1}6304C15C"


@pytest.mark.parametrize("amount", [0, -1])
def test_asks_for_no_less_than_one_dong(amount):
    with pytest.raises(ValueError, match="at least 1"):
        payload(bank="970415", account="1", amount=amount, purpose="X")


@pytest.mark.parametrize("purpose", ["", "ủng hộ", "X" * 26])
def test_a_purpose_that_a_bank_would_cut_is_refused(purpose):
    with pytest.raises(ValueError, match="purpose"):
        payload(bank="970415", account="1", amount=1, purpose=purpose)
