"""Against a request that was signed elsewhere, with the secret of the documentation."""

import pytest

from plugins.facebook_login.signed_request import read

SECRET = "0123456789abcdef0123456789abcdef"
SIGNATURE = "2GvnSP_aY6zr-wNgj137CwUax1a8UzKAZZqlm1HqEBw"
PAYLOAD = (
    "eyJ1c2VyX2lkIjoiMjE4NDcxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQiOjEy"
    "OTE4MzY4MDB9"
)


def body(signature: str = SIGNATURE, payload: str = PAYLOAD) -> bytes:
    return f"signed_request={signature}.{payload}".encode()


def test_says_whose_it_is():
    assert read(body(), secret=SECRET) == "218471"


@pytest.mark.parametrize("place", range(0, len(PAYLOAD), 7))
def test_one_changed_letter_makes_it_nobodys(place):
    letter = "A" if PAYLOAD[place] != "A" else "B"
    changed = PAYLOAD[:place] + letter + PAYLOAD[place + 1 :]

    assert read(body(payload=changed), secret=SECRET) is None


@pytest.mark.parametrize("place", range(0, len(SIGNATURE) - 1, 5))
def test_so_does_one_of_the_signature(place):
    letter = "A" if SIGNATURE[place] != "A" else "B"
    changed = SIGNATURE[:place] + letter + SIGNATURE[place + 1 :]

    assert read(body(signature=changed), secret=SECRET) is None


def test_another_secret_does_not_open_it():
    assert read(body(), secret=SECRET[::-1]) is None
