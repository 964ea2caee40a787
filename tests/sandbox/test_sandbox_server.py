"""A sandbox over real HTTP: its answers, its switches, its log, its file."""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import httpx2 as httpx
import pytest

from storefront.contract.data import Text
from storefront.contract.sandbox import Reply, Request, Sandbox, Switch, route, running


class PostSandbox(Sandbox):
    name = "Post"
    schema = "create table if not exists letter (id integer primary key, text, at);"
    switches = (
        Switch("closed", Text(vi="Đóng cửa", en="Closed"), drawn=(True,), fact=True),
    )

    @route("POST", "/letters/{to}")
    def send(self, _request: Request, to: str) -> Reply:
        with self.writing() as rows:
            row = rows.execute("insert into letter (text) values (?)", (to,))
        return Reply.json({"id": row.lastrowid})

    @route("GET", "/broken")
    def broken(self, _request: Request) -> Reply:
        raise ZeroDivisionError

    def items(self) -> Iterator[dict[str, object]]:
        with self.reading() as rows:
            for row in rows.execute("select id, text from letter order by id"):
                yield dict(row)


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "post.sqlite3"


@pytest.fixture
def post(path) -> PostSandbox:
    return PostSandbox(path)


@pytest.fixture
def address(post) -> Iterator[str]:
    with running(post) as address:
        yield address


def state(address: str) -> dict:
    return httpx.get(f"{address}/_sandbox/state").json()


def log(address: str) -> list[dict]:
    return httpx.get(f"{address}/_sandbox/log").json()


def test_answers_the_route_that_fits_and_shows_what_it_holds(address):
    answer = httpx.post(f"{address}/letters/ann")

    assert answer.json() == {"id": 1}
    assert state(address)["items"] == [{"id": 1, "text": "ann"}]


@pytest.mark.parametrize(
    ("method", "target"), [("GET", "/letters/ann"), ("POST", "/x")]
)
def test_knows_nothing_of_other_paths_and_methods(address, method, target):
    assert httpx.request(method, address + target).status_code == 404


def test_a_fault_in_the_sandbox_itself_is_a_500_and_the_next_call_works(address):
    assert httpx.get(f"{address}/broken").status_code == 500
    assert httpx.post(f"{address}/letters/bob").json() == {"id": 1}


def test_keeps_what_it_holds_and_its_switches_through_a_restart(path):
    with running(PostSandbox(path)) as address:
        httpx.post(f"{address}/letters/ann")
        httpx.post(f"{address}/_sandbox/switch", data={"name": "slow", "value": "1"})

    with running(PostSandbox(path)) as address:
        assert state(address)["switches"]["slow"] == 1
        assert state(address)["items"] == [{"id": 1, "text": "ann"}]


def test_reset_forgets_everything(address, post):
    httpx.post(f"{address}/letters/ann")
    post.turn("slow", 5)

    httpx.post(f"{address}/_sandbox/reset")

    now = state(address)
    assert (now["count"], now["switches"]["slow"], log(address)) == (0, 0, [])


def test_writes_down_when_it_received_and_answered_and_hides_the_token(address):
    httpx.post(f"{address}/letters/ann?access_token=secret", content=b"dear\xff ann")

    (entry,) = log(address)
    assert entry["received_at"] <= entry["answered_at"]
    assert entry["path"] == "/letters/ann?access_token=***"
    assert (entry["status"], entry["summary"]) == (200, "dear\ufffd ann")


def test_hides_the_token_of_a_form_too(address):
    httpx.post(f"{address}/letters/ann", data={"access_token": "secret", "a": "b"})

    assert log(address)[0]["summary"] == "access_token=***&a=b"


def test_the_log_shows_what_is_received_and_not_yet_answered(address, post):
    post.turn("slow", 500)
    caller = Thread(target=httpx.post, args=(f"{address}/letters/ann",))
    caller.start()

    entries = []
    while not entries:
        entries = log(address)
    caller.join()

    assert entries[0]["answered_at"] is None
    assert log(address)[0]["answered_at"] > log(address)[0]["received_at"] + 0.5


def test_a_lost_answer_has_done_its_work(address, post):
    post.turn("lost", 100)

    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(f"{address}/letters/ann")

    assert state(address)["count"] == 1
    assert log(address)[0]["answered_at"] is None


def test_dark_and_closed_hangs_up_without_doing_anything(address, post):
    post.turn("dark", "closed")

    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(f"{address}/letters/ann")

    assert (state(address)["count"], log(address)) == (0, [])


def test_dark_and_refused_shuts_the_port_and_only_that_of_the_platform(address, post):
    httpx.post(f"{address}/_sandbox/switch", data={"name": "dark", "value": "refused"})

    with pytest.raises(httpx.ConnectError):
        httpx.post(f"{address}/letters/ann")

    switch = f"{post.control_address}/_sandbox/switch"
    httpx.post(switch, data={"name": "dark", "value": "off"})
    assert httpx.post(f"{address}/letters/ann").json() == {"id": 1}


def test_a_kept_connection_is_refused_in_the_dark_too(address, post):
    with httpx.Client() as client:
        client.post(f"{address}/letters/ann")
        post.turn("dark", "refused")

        with pytest.raises(httpx.TransportError):
            client.post(f"{address}/letters/bob")

    assert post.count() == 1


@pytest.mark.parametrize(
    ("name", "value"), [("slow", "soon"), ("dark", "grey"), ("nothing", "1")]
)
def test_a_wrong_switch_changes_nothing_and_says_so(address, name, value):
    before = state(address)["switches"]

    answer = httpx.post(
        f"{address}/_sandbox/switch", data={"name": name, "value": value}
    )

    assert (answer.status_code, state(address)["switches"]) == (400, before)


def test_another_site_cannot_turn_a_switch(address):
    answer = httpx.post(
        f"{address}/_sandbox/switch",
        data={"name": "dark", "value": "closed"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert (answer.status_code, state(address)["switches"]["dark"]) == (403, "off")


def test_a_seed_draws_the_unknown_facts_and_leaves_the_faults(path):
    seeded = PostSandbox(path, seed=7)

    assert (seeded.on("closed"), seeded.value("dark")) == (True, "off")


@pytest.mark.parametrize("length", [str(10**12), "-1", "many"])
def test_a_body_that_is_too_large_or_of_no_length_is_refused_unread(address, length):
    connection = HTTPConnection(address.removeprefix("http://"))
    connection.putrequest("POST", "/letters/ann")
    connection.putheader("Content-Length", length)
    connection.endheaders()

    assert connection.getresponse().status == 413
    connection.close()


def test_twenty_callers_at_once_are_all_answered(address):
    def call() -> None:
        with httpx.Client() as client:
            for _ in range(10):
                client.post(f"{address}/letters/ann")

    callers = [Thread(target=call) for _ in range(20)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert state(address)["count"] == 200
    assert all(entry["answered_at"] for entry in log(address))
