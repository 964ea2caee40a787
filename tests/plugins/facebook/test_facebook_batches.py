"""The sandbox's items_batch, against what Meta's pages and recorded bodies say."""

import json
from pathlib import Path

import httpx2 as httpx
import pytest

from plugins.facebook.fake.calls import CATALOG_ID, TOKEN
from tests.plugins.facebook.records import only, record

DOCUMENTED = json.loads(
    (Path(__file__).parent / "payloads/documented.json").read_text()
)


def test_takes_the_recorded_body_of_metas_own_plugin(graph):
    body = DOCUMENTED["woocommerce_items_batch"]

    answer = graph.post(f"{CATALOG_ID}/items_batch", **body).json()

    assert [*answer] == ["handles"]
    assert graph.status(answer)["status"] == "finished"
    belt = graph.held()["woo-belt_96"]
    assert (belt["title"], belt["price"], "sale_price" in belt) == (
        "Belt",
        "71 USD",
        False,
    )


def test_takes_a_form_as_it_takes_json(graph):
    answer = graph.client.post(
        f"{graph.address}/v26.0/{CATALOG_ID}/items_batch",
        data={
            "item_type": "PRODUCT_ITEM",
            "requests": json.dumps([record()]),
            "access_token": TOKEN,
        },
    ).json()

    assert graph.status(answer)["errors_total_count"] == 0
    assert "mug" in graph.held()


def test_the_answer_has_the_shape_of_the_documented_one(graph):
    sample = DOCUMENTED["items_batch_answer"]

    answer = graph.batch(record("batch_api_product_123", unknown_field="?"))

    assert answer["validation_status"] == sample["validation_status"]
    assert len(answer["handles"][0]) == pytest.approx(len(sample["handles"][0]), abs=3)


def test_the_status_has_the_keys_of_the_documented_one(graph):
    sample = DOCUMENTED["batch_status_answer"]["data"][0]

    status = graph.status(graph.batch(only("retailer-4", price="1 USD")))

    assert set(sample) <= set(status)
    assert set(sample["errors"][0]) == set(status["errors"][0])


@pytest.mark.parametrize("field", [*DOCUMENTED["missing_messages"]])
def test_names_what_a_new_item_lacks_in_metas_words(graph, field):
    answer = graph.batch(record(method="CREATE", **{field: ""}))

    messages = [error["message"] for error in graph.status(answer)["errors"]]
    assert messages == [DOCUMENTED["missing_messages"][field]]
    assert graph.held() == {}


def test_a_wrong_link_is_refused_in_metas_words(graph):
    answer = graph.batch(record(link="shop.example/mug"))

    assert graph.status(answer)["errors"][0]["message"] == DOCUMENTED["wrong_url"]


def test_refused_rows_leave_the_others_alone(graph):
    answer = graph.batch(record("good"), record("bad", price="71"))

    status = graph.status(answer)
    assert status["ids_of_invalid_requests"] == ["bad"]
    assert [(e["line"], e["id"]) for e in status["errors"]] == [(1, "bad")]
    assert set(graph.held()) == {"good"}


def test_ids_of_invalid_requests_come_only_when_asked_for(graph):
    answer = graph.batch(record(price="71"))

    status = graph.status(answer, load_ids_of_invalid_requests="false")

    assert (status["errors_total_count"], status["ids_of_invalid_requests"]) == (1, [])


def test_errors_can_be_asked_for_by_priority(graph):
    answer = graph.batch(record(title="x" * 150))

    assert graph.status(answer)["warnings_total_count"] == 2
    assert graph.status(answer, error_priority="MEDIUM")["warnings_total_count"] == 1
    assert graph.status(answer, error_priority="HIGH")["warnings_total_count"] == 0


def test_an_update_changes_the_fields_it_names_and_an_empty_one_clears(graph):
    graph.batch(record(sale_price="60 USD", color="red"))

    graph.batch(only(price="80 USD", sale_price=""))

    mug = graph.held()["mug"]
    assert (mug["price"], mug["color"], "sale_price" in mug) == ("80 USD", "red", False)


def test_an_update_of_the_unknown_creates_it_unless_that_is_forbidden(graph):
    graph.batch(record("one"))
    refused = graph.batch(record("two"), allow_upsert=False)

    assert set(graph.held()) == {"one"}
    assert graph.status(refused)["ids_of_invalid_requests"] == ["two"]


def test_delete_takes_away_and_a_new_one_has_another_id(graph):
    graph.batch(record("mug"), record("pot"))
    first = graph.held()["mug"]["external_id"]

    graph.batch(only("mug", method="DELETE"))
    assert set(graph.held()) == {"pot"}
    graph.batch(record("mug"))

    assert graph.held()["mug"]["external_id"] != first


@pytest.mark.parametrize(("fails", "errors"), [(False, 0), (True, 1)])
def test_deleting_the_unknown_is_as_the_switch_says(graph, facebook, fails, errors):
    facebook.turn("delete_unknown_fails", fails)

    answer = graph.batch(only("mug", method="DELETE"))

    assert graph.status(answer)["errors_total_count"] == errors


@pytest.mark.parametrize(
    "bad",
    [
        {"method": "PUT", "data": {"id": "mug"}},
        {"method": "UPDATE"},
        {"method": "UPDATE", "data": {"title": "no id"}},
        {"method": "UPDATE", "data": {"id": 7}},
        {"method": "UPDATE", "data": {"id": "a", "retailer_id": "a"}},
        "nonsense",
    ],
)
def test_nothing_ingested_is_an_empty_list_of_handles_and_says_why(graph, bad):
    answer = graph.batch(bad)

    assert answer["handles"] == []
    assert answer["validation_status"][0]["errors"][0]["message"]


def test_a_handle_goes_through_its_states(graph, facebook):
    facebook.turn("processing", 2)
    answer = graph.batch(record())

    seen = []
    while "finished" not in seen:
        status = graph.status(answer)["status"]
        seen += [status] if status not in seen else []

    assert seen == ["scheduled", "dispatched", "started", "finished"]


def test_nothing_is_there_before_it_is_finished(graph, facebook):
    facebook.turn("processing", 60)

    answer = graph.batch(record())

    assert graph.held() == {}
    assert graph.status(answer)["errors_total_count"] == 0


@pytest.mark.parametrize("end", ["canceled", "error"])
def test_a_batch_may_end_without_having_done_anything(graph, facebook, end):
    facebook.turn("batches_end", end)

    answer = graph.batch(record())

    assert (graph.status(answer)["status"], graph.held()) == (end, {})


def test_shuffled_records_of_one_item_end_either_way(graph, facebook):
    facebook.turn("shuffled", value=True)

    ends = set()
    for _ in range(40):
        graph.batch(record(price="1 USD"), record(price="2 USD"))
        ends.add(graph.held()["mug"]["price"])

    assert ends == {"1 USD", "2 USD"}


def test_without_shuffling_the_last_record_wins(graph):
    for _ in range(10):
        graph.batch(record(price="1 USD"), record(price="2 USD"))

        assert graph.held()["mug"]["price"] == "2 USD"


def test_missing_fields_are_told_at_once_where_the_switch_says_so(graph, facebook):
    facebook.turn("early_checks", value=True)

    answer = graph.batch(only("mug", method="CREATE", title="Mug"), record("pot"))

    assert answer["validation_status"][0]["retailer_id"] == "mug"
    assert set(graph.held()) == {"pot"}


def test_5001_records_are_refused_and_5000_taken(graph):
    records = [only(f"sku-{n}", method="DELETE") for n in range(5001)]

    assert graph.batch(*records)["error"]["code"] == 100
    assert len(graph.batch(*records[1:])["handles"]) == 1


def test_more_than_28_megabytes_is_too_much_data(graph):
    error = graph.batch(record(description="x" * (28 * 1024 * 1024)))["error"]

    assert (error["code"], error["message"][:21]) == (1, "Please reduce the amo")


@pytest.mark.parametrize(
    ("strict", "length", "taken"),
    [(False, 150, True), (False, 201, False), (True, 101, False), (True, 100, True)],
)
def test_titles_are_judged_by_the_table_in_force(
    graph, facebook, strict, length, taken
):
    facebook.turn("strict_lengths", strict)

    graph.batch(record(title="x" * length))

    assert bool(graph.held()) == taken


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ({"price": "-1 USD"}, False),
        ({"price": "0 USD"}, False),
        ({"price": "9,99 USD"}, False),
        ({"price": "120000 VND"}, True),
        ({"sale_price": "71 USD"}, False),
        ({"sale_price": "70.5 USD"}, True),
        ({"availability": "còn hàng"}, False),
        ({"quantity_to_sell_on_facebook": "-1"}, False),
        ({"quantity_to_sell_on_facebook": 0}, True),
        ({"brand": ""}, False),
        ({"brand": "", "gtin": "8934567890123"}, True),
        ({"description": "<p>Holds tea.</p>"}, True),
        ({"image_link": "https://ann:secret@shop.example/mug.jpg"}, False),
    ],
)
def test_judges_the_values_of_fields(graph, fields, taken):
    graph.batch(record(**fields))

    assert bool(graph.held()) == taken


@pytest.mark.parametrize(
    "params",
    [
        {"requests": [record()]},
        {"item_type": "HOTEL", "requests": [record()]},
        {"item_type": "PRODUCT_ITEM"},
        {"item_type": "PRODUCT_ITEM", "requests": "[broken"},
        {"item_type": "PRODUCT_ITEM", "requests": {}},
    ],
)
def test_a_malformed_call_is_code_100(graph, params):
    answer = graph.post(f"{CATALOG_ID}/items_batch", **params)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b"requests=%FF"])
def test_broken_bytes_are_code_100(graph, body):
    answer = graph.client.post(
        f"{graph.address}/v26.0/{CATALOG_ID}/batch", content=body
    )

    assert answer.json()["error"]["code"] == 100


def test_batches_survive_a_restart_of_the_sandbox(graph, facebook):
    facebook.turn("processing", 1)
    graph.batch(record())
    again = type(facebook)(facebook.store.path)

    while not list(again.items()):
        pass

    assert [item["id"] for item in again.items()] == ["mug"]
    again.store.close()


def test_the_older_endpoint_takes_graphs_names_and_the_id_beside_the_data(graph):
    data = {
        "name": "Mug",
        "description": "Holds tea.",
        "url": "https://shop.example/mug",
        "image_url": "https://shop.example/mug.jpg",
        "price": 450000,
        "currency": "VND",
        "availability": "in stock",
        "condition": "new",
        "brand": "Kiềng",
    }
    request = {"method": "CREATE", "retailer_id": "mug", "data": data}

    answer = graph.post(f"{CATALOG_ID}/batch", requests=[request]).json()

    assert graph.status(answer)["errors"] == []
    assert graph.held()["mug"]["price"] == "450000 VND"


def test_an_unknown_handle_is_as_the_switch_says(graph, facebook):
    path = f"{CATALOG_ID}/check_batch_request_status"

    assert graph.get(path, handle="x").json()["error"]["code"] == 100
    facebook.turn("unknown_handle", "empty")
    assert graph.get(path, handle="x").json() == {"data": []}


def test_lines_are_counted_from_where_the_switch_says(graph, facebook):
    facebook.turn("first_line", "one")

    answer = graph.batch(record(price="71"))

    assert graph.status(answer)["errors"][0]["line"] == 1


def test_the_sandbox_answers_where_nobody_is_known(address):
    assert httpx.get(f"{address}/v26.0/me").json()["error"]["code"] == 104
