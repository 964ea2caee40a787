"""What every call to the sandbox has in common: version, token, limits, errors."""

import json
import re
from pathlib import Path

import httpx2 as httpx
import pytest

from plugins.facebook.fake.calls import APP_SECRET, CATALOG_ID, TOKEN, proof_of
from tests.plugins.facebook.records import record

DOCUMENTED = json.loads(
    (Path(__file__).parent / "payloads/documented.json").read_text()
)


@pytest.mark.parametrize(
    ("asked", "served"),
    [("v26.0", "v26.0"), ("v23.0", "v23.0"), ("v21.0", "v21.0"), ("v19.0", "v21.0")],
)
def test_an_expired_version_is_served_by_the_oldest(graph, asked, served):
    answer = graph.get(CATALOG_ID, version=asked)

    assert answer.json() == {"id": CATALOG_ID, "name": "Kiềng"}
    assert answer.headers["facebook-api-version"] == served


def test_a_version_that_does_not_exist_yet_is_refused(graph):
    assert graph.get(CATALOG_ID, version="v99.0").json()["error"]["code"] == 2500


def test_a_path_without_a_version_is_served_by_the_newest(graph):
    answer = graph.client.get(f"{graph.address}/{CATALOG_ID}")

    assert answer.headers["facebook-api-version"] == "v26.0"


def test_an_error_has_the_documented_envelope(graph, facebook):
    facebook.turn("revoked", "expired")
    sample = DOCUMENTED["expired_token"]["error"]

    answer = graph.get(CATALOG_ID)

    error = answer.json()["error"]
    assert re.fullmatch("A[A-Za-z0-9]{10}", error.pop("fbtrace_id"))
    assert error == {k: v for k, v in sample.items() if k != "fbtrace_id"}
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("why", "subcode"),
    [
        ("expired", 463),
        ("password_changed", 460),
        ("app_removed", 458),
        ("invalid", 467),
    ],
)
def test_a_revoked_token_says_why(graph, facebook, why, subcode):
    facebook.turn("revoked", why)

    error = graph.get(CATALOG_ID).json()["error"]

    assert (error["code"], error["error_subcode"]) == (190, subcode)


def test_the_token_may_come_as_parameter_or_as_bearer(address, graph):
    url = f"{address}/v26.0/{CATALOG_ID}"

    assert httpx.get(url, params={"access_token": TOKEN}).status_code == 200
    assert graph.get(CATALOG_ID).status_code == 200
    assert httpx.get(url).json()["error"]["code"] == 104
    assert (
        httpx.get(url, params={"access_token": "nobody"}).json()["error"]["code"] == 190
    )


def test_the_proof_is_that_of_the_published_vector():
    expected = "122f3a6234d4cf7378be3f7eb7d0d6013cf129824cfe93d3fa14b264f3e06e52"

    assert proof_of("EAATEST123", "0123456789abcdef0123456789abcdef") == expected


@pytest.mark.parametrize(
    ("required", "proof", "status"),
    [
        (False, None, 200),
        (False, "wrong", 400),
        (True, None, 400),
        (True, proof_of(TOKEN, APP_SECRET), 200),
        (True, "đ", 400),
    ],
)
def test_a_proof_must_be_right_and_is_asked_for_where_it_is_required(
    graph, facebook, required, proof, status
):
    facebook.turn("proof_required", required)
    params = {"appsecret_proof": proof} if proof else {}

    assert graph.get(CATALOG_ID, **params).status_code == status


def test_the_ninth_batch_in_a_minute_is_throttled_and_goes_on_counting(graph, facebook):
    facebook.turn("batch_calls", 8)

    answers = [graph.batch(record()) for _ in range(12)]

    assert ["error" in answer for answer in answers] == [False] * 8 + [True] * 4
    error = answers[-1]["error"]
    assert (error["code"], error["is_transient"]) == (80014, True)
    assert error["message"].startswith(
        "There have been too many calls for the batch uploads to this catalog account."
    )
    assert facebook.tallies()[-1][1] == "12 / 8"


def test_the_usage_header_is_nested_like_the_recorded_one_and_in_minutes(
    graph, facebook
):
    facebook.turn("batch_calls", 8)
    (sample,) = json.loads(DOCUMENTED["usage_header"]).values()

    for _ in range(9):
        path = f"{CATALOG_ID}/items_batch"
        answer = graph.post(path, item_type="PRODUCT_ITEM", requests=[record()])

    (entries,) = json.loads(answer.headers["x-business-use-case-usage"]).values()
    assert set(entries[0]) == set(sample[0])
    assert entries[0]["call_count"] == 112
    assert entries[0]["estimated_time_to_regain_access"] == 1
    assert "retry-after" not in answer.headers


def test_the_minute_passes(graph, facebook, monkeypatch):
    facebook.turn("batch_calls", 1)
    assert "handles" in graph.batch(record())
    assert "error" in graph.batch(record())
    now = facebook.now()

    monkeypatch.setattr(facebook, "now", lambda: now + 61)

    assert "handles" in graph.batch(record())


def test_other_calls_have_a_bucket_of_their_own(graph, facebook):
    facebook.turn("management_calls", 2)
    codes = [
        graph.get(CATALOG_ID).json().get("error", {}).get("code") for _ in range(3)
    ]

    assert codes == [None, None, 80009]
    assert "handles" in graph.batch(record())


@pytest.mark.parametrize("fact", [True, False])
def test_errors_come_with_the_status_that_the_switch_says(graph, facebook, fact):
    facebook.turn("errors_with_200", fact)
    facebook.turn("throttled", value=True)
    facebook.turn("throttle_status", "429")

    answer = graph.get(CATALOG_ID)

    assert answer.status_code == (200 if fact else 429)
    assert answer.json()["error"]["code"] == 80009


@pytest.mark.parametrize(
    ("switch", "value", "expected"),
    [
        ("failing", "code_1", (500, 1)),
        ("failing", "code_2", (500, 2)),
        ("forbidden", "200", (400, 200)),
        ("forbidden", "10", (400, 10)),
        ("forbidden", "368", (400, 368)),
    ],
)
def test_the_other_faults(graph, facebook, switch, value, expected):
    facebook.turn(switch, value)

    answer = graph.get(CATALOG_ID)

    assert (answer.status_code, answer.json()["error"]["code"]) == expected


def test_a_failing_front_answers_with_a_page(graph, facebook):
    facebook.turn("failing", "html")

    answer = graph.get(CATALOG_ID)

    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")


@pytest.mark.parametrize("path", ["1/commerce_orders", f"{CATALOG_ID}/commerce_orders"])
def test_the_dead_paths_of_commerce_are_errors(graph, path):
    error = graph.get(path).json()["error"]

    assert (error["code"], error["type"]) == (100, "GraphMethodException")


def test_another_catalogue_is_not_ours_to_see(graph):
    error = graph.get("999").json()["error"]

    assert (error["code"], error["error_subcode"]) == (100, 33)


def test_the_debugger_knows_the_token(graph):
    data = graph.get("debug_token", input_token=TOKEN).json()["data"]

    assert (data["is_valid"], data["type"], data["expires_at"]) == (
        True,
        "SYSTEM_USER",
        0,
    )
    assert not graph.get("debug_token", input_token="x").json()["data"]["is_valid"]


def test_the_log_never_holds_the_token(graph):
    graph.get(CATALOG_ID, access_token=TOKEN, appsecret_proof=proof_of(TOKEN))

    log = graph.client.get(f"{graph.address}/_sandbox/log").text

    assert TOKEN not in log
    assert proof_of(TOKEN) not in log


def test_a_seed_draws_the_unknown_facts_the_same_way_each_time(facebook, tmp_path):
    def drawn(seed: int) -> dict:
        path = tmp_path / "drawn.sqlite3"
        path.unlink(missing_ok=True)
        return type(facebook)(path, seed=seed).values()

    assert drawn(1) == drawn(1)
    assert len({json.dumps(drawn(seed)) for seed in range(6)}) > 1
    assert drawn(1)["batch_calls"] == 8
