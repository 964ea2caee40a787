"""What the platform's answers mean, from the sandbox where it has them."""

from datetime import timedelta

import orjson
import pytest

from plugins.tiktok_shop.client import listed, understand
from plugins.tiktok_shop.fake.app import APP_SECRET
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import Answer
from tests.plugins.tiktok_shop.selling import built


def answer(code: object, message: str = "", *, status: int = 200) -> Answer:
    body = orjson.dumps({"code": code, "message": message, "data": None})
    return Answer(status, {}, body)


@pytest.mark.parametrize(
    ("switch", "value"),
    [
        ("revoked", True),
        ("expired", True),
        ("without_scope", "authorization"),
    ],
)
@pytest.mark.parametrize("with_status", [True, False])
def test_these_are_for_staff(address, tiktok, switch, value, with_status):
    tiktok.turn("gateway_statuses", value=with_status)
    tiktok.turn(switch, value)

    with pytest.raises(CredentialsDead):
        built(address).check()


@pytest.mark.parametrize(
    "changed", [{"app_secret": APP_SECRET[::-1]}, {"app_key": "somebody"}]
)
def test_another_app_is_for_staff(address, changed):
    with pytest.raises(CredentialsDead):
        built(address, **changed).check()


@pytest.mark.parametrize("failing", ["internal", "timeout", "overload", "html"])
def test_their_trouble_leaves_open_what_was_done(address, tiktok, failing):
    tiktok.turn("failing", failing)

    with pytest.raises(PlatformUnavailable) as raised:
        built(address).check()

    assert not raised.value.nothing_done


def test_a_throttle_did_nothing_and_says_when(address, tiktok):
    tiktok.turn("throttled", value=True)

    with pytest.raises(PlatformUnavailable) as raised:
        built(address).check()

    assert raised.value.nothing_done
    assert raised.value.retry_after == timedelta(seconds=2)


def test_a_wrong_clock_of_ours_is_no_matter_of_the_credentials():
    said = "Invalid timestamp. The value of the `timestamp` query parameter must not"

    with pytest.raises(PlatformUnavailable, match="our clock") as raised:
        understand(answer(36009004, said, status=400))

    assert raised.value.nothing_done


def test_an_error_inside_200_is_told_by_its_code():
    with pytest.raises(PlatformUnavailable):
        understand(answer(36009003, "Internal error."))


def test_what_nobody_knows_is_refused_in_the_platforms_words():
    with pytest.raises(PlatformRefused) as raised:
        understand(answer(12052084, "The provided currency is not available"))

    (problem,) = raised.value.problems
    assert (problem.code, problem.said[:12]) == ("12052084", "The provided")


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"code": "0"}', b"<html>", b'{"code": null}']
)
def test_an_answer_without_a_code_is_no_answer(body):
    with pytest.raises(PlatformUnavailable):
        understand(Answer(200, {}, body))


def test_a_status_is_believed_before_a_code_of_0():
    with pytest.raises(PlatformUnavailable):
        understand(answer(0, "Success", status=503))


def test_a_list_left_out_is_an_empty_one():
    assert listed({}, "shops") == []
