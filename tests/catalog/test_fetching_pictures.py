"""Pictures that come from their addresses, in jobs that may die or run twice."""

from datetime import timedelta

import pytest
from django.utils import translation

from storefront.catalog import fetching
from storefront.catalog.fetching import fetch_pictures, try_again, want_pictures
from storefront.catalog.models import Picture, PictureSource, Product
from storefront.catalog.services import add_picture, delete_product
from storefront.catalog.signals import products_changed
from storefront.catalog.tasks import find_wanted_pictures
from storefront.contract import clock
from storefront.jobs.models import Job
from tests.builders import heard, product
from tests.catalog.drawing import picture_bytes, upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def shelf(httpserver, settings) -> str:
    """A server with a red and a blue picture, and a page that is none."""
    place = f"localhost:{httpserver.port}"
    settings.PRIVATE_PICTURE_HOSTS = [place]
    for color in ("red", "blue"):
        drawn = picture_bytes(color=color)
        httpserver.expect_request(f"/{color}.jpg").respond_with_data(drawn)
    httpserver.expect_request("/page").respond_with_data("<h1>Not a picture</h1>")
    httpserver.expect_request("/none.jpg").respond_with_data("", status=404)
    httpserver.expect_request("/busy").respond_with_data("", status=503)
    return f"http://{place}"


def wanted(*urls: str) -> Product:
    cup = product("Cup")
    want_pictures(product=cup, urls=urls)
    return cup


def states(of: Product) -> list[tuple[str, str]]:
    rows = of.picture_sources.order_by("position")
    return [(row.state, row.why) for row in rows]


def make_due() -> None:
    PictureSource.objects.update(due_at=clock.now() - timedelta(hours=1))


def test_they_stand_in_the_order_they_were_asked_for(shelf):
    cup = wanted(f"{shelf}/blue.jpg", f"{shelf}/red.jpg")
    fetch_pictures(product_id=cup.pk)

    pictures = cup.pictures.order_by("position").values_list("sources__url", flat=True)
    assert list(pictures) == [f"{shelf}/blue.jpg", f"{shelf}/red.jpg"]


def test_an_edit_is_told_of_once_for_all_pictures_of_a_product(shelf):
    cup = wanted(f"{shelf}/blue.jpg", f"{shelf}/red.jpg")

    with heard(products_changed) as calls:
        fetch_pictures(product_id=cup.pk)

    assert [call["product_ids"] for call in calls] == [[cup.pk]]


def test_fetching_twice_changes_nothing(shelf):
    cup = wanted(f"{shelf}/blue.jpg")
    fetch_pictures(product_id=cup.pk)
    make_due()

    with heard(products_changed) as calls:
        fetch_pictures(product_id=cup.pk)

    assert (cup.pictures.count(), calls) == (1, [])


def test_one_that_fails_says_why_and_the_others_come(shelf):
    cup = wanted(f"{shelf}/page", f"{shelf}/none.jpg", f"{shelf}/blue.jpg")

    fetch_pictures(product_id=cup.pk)

    assert states(cup) == [
        ("failed", "This is not a picture the shop can read. Use JPEG, PNG or WebP."),
        ("failed", "There is no picture at this address (HTTP 404)."),
        ("done", ""),
    ]


def test_the_reason_is_read_in_the_language_of_the_reader(shelf):
    cup = wanted(f"{shelf}/page")
    with translation.override("vi"):
        fetch_pictures(product_id=cup.pk)
    source = cup.picture_sources.get()

    with translation.override("en"):
        english = source.why
    with translation.override("vi"):
        vietnamese = source.why

    assert english.startswith("This is not a picture")
    assert vietnamese.startswith("Cửa hàng không đọc được")


def test_what_may_come_later_waits_and_gives_up_in_the_end(shelf):
    cup = wanted(f"{shelf}/busy")
    seen = []
    for _ in range(fetching.MOST_TRIES):
        make_due()
        fetch_pictures(product_id=cup.pk)
        seen.append(cup.picture_sources.get().state)

    assert seen == ["waiting"] * 4 + ["failed"]


def test_a_failed_try_is_not_repeated_before_its_time(shelf, httpserver):
    cup = wanted(f"{shelf}/busy")
    fetch_pictures(product_id=cup.pk)

    fetch_pictures(product_id=cup.pk)

    assert len(httpserver.log) == 1


def test_a_server_that_does_not_answer_is_left_alone_for_a_while(shelf, httpserver):
    cup = wanted(f"{shelf}/busy", f"{shelf}/blue.jpg")
    elsewhere = wanted(f"{shelf}/red.jpg")

    fetch_pictures(product_id=cup.pk)
    fetch_pictures(product_id=elsewhere.pk)

    assert len(httpserver.log) == 1


def test_staff_can_have_it_fetched_again(shelf):
    cup = wanted(f"{shelf}/page")
    fetch_pictures(product_id=cup.pk)
    cup.picture_sources.update(url=f"{shelf}/blue.jpg")

    assert try_again(sources=cup.picture_sources.all()) == 1
    fetch_pictures(product_id=cup.pk)

    assert states(cup) == [("done", "")]


def test_a_picture_that_kills_its_worker_is_given_up(shelf, monkeypatch):
    cup = wanted(f"{shelf}/blue.jpg")

    def die(_source: PictureSource) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "fetch", die)
        for _ in range(fetching.MOST_TRIES):
            make_due()
            with pytest.raises(SystemExit):
                fetch_pictures(product_id=cup.pk)
    make_due()
    fetch_pictures(product_id=cup.pk)

    assert states(cup)[0][0] == "failed"


def test_the_same_picture_at_two_addresses_stands_there_once(shelf, httpserver):
    drawn = picture_bytes(color="blue")
    httpserver.expect_request("/again.jpg").respond_with_data(drawn)
    cup = wanted(f"{shelf}/blue.jpg", f"{shelf}/again.jpg")

    fetch_pictures(product_id=cup.pk)

    assert (cup.pictures.count(), states(cup)) == (1, [("done", "")] * 2)


def test_deleting_a_product_leaves_the_picture_to_others(shelf, media):
    cup, pot = wanted(f"{shelf}/blue.jpg"), wanted(f"{shelf}/blue.jpg")
    for one in (cup, pot):
        fetch_pictures(product_id=one.pk)

    delete_product(product=cup)

    assert (media / pot.pictures.get().file.name).exists()


def test_a_product_deleted_meanwhile_is_not_missed(shelf, monkeypatch):
    cup = wanted(f"{shelf}/blue.jpg")
    original = fetching.fetch

    def delete_and_fetch(source: PictureSource) -> object:
        delete_product(product=cup)
        return original(source)

    monkeypatch.setattr(fetching, "fetch", delete_and_fetch)
    fetch_pictures(product_id=cup.pk)

    assert not Picture.objects.exists()


def test_jobs_find_what_is_due():
    cup = wanted("http://pictures.example/a.jpg")
    wanted()
    find_wanted_pictures()
    find_wanted_pictures()

    jobs = Job.objects.filter(kind="catalog.fetch_pictures")
    assert [job.args for job in jobs] == [{"product_id": cup.pk}]


def test_it_goes_behind_pictures_that_were_uploaded_before(shelf):
    cup = product("Cup")
    first = add_picture(product=cup, upload=upload())
    want_pictures(product=cup, urls=[f"{shelf}/blue.jpg"])

    fetch_pictures(product_id=cup.pk)

    assert cup.pictures.all()[0] == first
