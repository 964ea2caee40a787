"""What the client makes of answers, those that others recorded among them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from plugins.facebook.client import meaning_of, proof_of, read_usage, understand
from plugins.facebook.mapping import early_errors, errors_of
from plugins.facebook.problems import MESSAGES, problem_of
from storefront.contract.data import Usage
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import Answer

DOCUMENTED = json.loads(
    (Path(__file__).parent / "payloads/documented.json").read_text()
)


def answer(body: object, status: int = 200, usage: str = "") -> Answer:
    headers = {"x-business-use-case-usage": usage} if usage else {}
    return Answer(status, headers, json.dumps(body).encode())


def test_the_proof_is_that_of_the_published_vector():
    expected = "122f3a6234d4cf7378be3f7eb7d0d6013cf129824cfe93d3fa14b264f3e06e52"

    assert proof_of("EAATEST123", "0123456789abcdef0123456789abcdef") == expected


@pytest.mark.parametrize("status", [200, 400, 403, 500])
def test_a_recorded_limit_is_a_throttle_whatever_its_status(status):
    with pytest.raises(PlatformUnavailable) as raised:
        understand(answer(DOCUMENTED["application_limit"], status))

    assert raised.value.nothing_done
    assert raised.value.retry_after == timedelta(minutes=1)


def test_a_documented_dead_token_is_one():
    with pytest.raises(CredentialsDead, match="Session has expired"):
        understand(answer(DOCUMENTED["expired_token"], 400))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *((code, PlatformUnavailable) for code in (4, 17, 32, 341, 613, 80009, 80014)),
        *((code, PlatformUnavailable) for code in (1, 2, 368)),
        *((code, CredentialsDead) for code in (10, 102, 104, 190, 200, 299)),
        *((code, PlatformRefused) for code in (3, 100, 300, 506)),
    ],
)
def test_every_code_has_its_meaning(code, expected):
    assert type(meaning_of({"code": code, "message": "x"}, answer({}))) is expected


def test_what_says_that_it_is_transient_is_believed():
    error = {"code": 99, "is_transient": True}

    assert type(meaning_of(error, answer({}))) is PlatformUnavailable


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[1]", b'"x"', b"null", b"\xff", b'{"error": "text"}']
)
@pytest.mark.parametrize("status", [200, 502])
def test_an_answer_that_makes_no_sense_is_the_platform_being_ill(body, status):
    with pytest.raises(PlatformUnavailable):
        understand(Answer(status, {}, body))


def test_a_bad_status_without_an_error_is_not_taken_for_an_answer():
    with pytest.raises(PlatformUnavailable):
        understand(answer({"handles": ["x"]}, 503))


def usage_header(*entries: dict) -> str:
    return json.dumps({"112130216863063": entries})


def test_reads_the_recorded_usage_header():
    header = DOCUMENTED["usage_header"]

    assert read_usage(answer({}, usage=header)) == Usage(1.0, None)


def test_the_fullest_bucket_counts_and_its_time_is_in_minutes():
    header = usage_header(
        {"type": "a", "call_count": 3, "total_time": 40},
        {"type": "b", "call_count": 100, "estimated_time_to_regain_access": 7},
    )

    assert read_usage(answer({}, usage=header)) == Usage(100.0, timedelta(minutes=7))


@pytest.mark.parametrize(
    "header", ["", "nonsense", "[]", "{}", '{"1": 3}', '{"1": [2]}']
)
def test_a_usage_header_it_cannot_read_says_nothing(header):
    assert read_usage(answer({}, usage=header)) is None


def test_the_wait_of_a_throttle_is_that_of_the_header():
    entry = {"call_count": 120, "estimated_time_to_regain_access": 5}

    error = meaning_of({"code": 80014}, answer({}, usage=usage_header(entry)))

    assert error.retry_after == timedelta(minutes=5)


def test_the_documented_answers_are_understood():
    assert early_errors(DOCUMENTED["items_batch_answer"]) == {}
    (status,) = DOCUMENTED["batch_status_answer"]["data"]
    assert problem_of(errors_of(status)["retailer-4"][0]).code == "availability_missing"


def test_an_id_without_a_message_is_still_invalid():
    status = {"errors": [{"id": "a", "message": "m"}], "ids_of_invalid_requests": ["b"]}

    assert errors_of(status) == {"a": ["m"], "b": [""]}


@pytest.mark.parametrize("odd", [None, 7, "text", [7, None], {"id": "a"}])
def test_odd_lists_are_passed_over(odd):
    assert errors_of({"errors": odd}) == {}
    assert early_errors({"validation_status": odd}) == {}


@pytest.mark.parametrize("field", [*DOCUMENTED["missing_messages"]])
def test_documented_messages_are_known(field):
    said = DOCUMENTED["missing_messages"][field]

    problem = problem_of(said, "mug")

    assert (problem.code, problem.said) == (f"{field}_missing", said)


def test_the_documented_wrong_link_is_known():
    assert problem_of(DOCUMENTED["wrong_url"]).code == "link_wrong"


def test_an_unknown_message_is_kept_in_metas_words():
    problem = problem_of("Quux is frobbed", "mug")

    assert (problem.code, problem.sku, problem.said) == (
        "unknown",
        "mug",
        "Quux is frobbed",
    )


def test_every_known_message_speaks_both_languages_and_offers_a_way_out():
    texts = [text for entry in MESSAGES for text in (entry.message, entry.fix)]

    assert all(text.vi and text.en and text.vi != text.en for text in texts)
