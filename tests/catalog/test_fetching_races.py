"""Two workers with the pictures of one product."""

import pytest

from storefront.catalog import fetching
from storefront.catalog.fetching import want_pictures
from storefront.catalog.models import Picture, PictureSource
from storefront.catalog.picture_models import PictureSourceQuerySet
from storefront.catalog.pictures import store
from tests.builders import product
from tests.catalog.drawing import upload
from tests.race import Step, in_parallel

pytestmark = pytest.mark.django_db(transaction=True)


def record_twice_at_once() -> int:
    """Both have the picture in hand, and write it down at the same moment."""
    cup = product("Cup")
    want_pictures(product=cup, urls=["http://pictures.example/a.jpg"])
    source, stored = PictureSource.objects.get(), store(upload())

    def write(meet: Step, _wait: Step) -> None:
        meet()
        fetching.record(cup.pk, [fetching.Fetched(source, stored)])

    in_parallel(write, write)
    return Picture.objects.count()


def test_a_picture_that_two_workers_fetched_is_kept_once():
    assert record_twice_at_once() == 1


def test_without_the_look_at_the_state_it_is_kept_twice(monkeypatch):
    """And without the look for a twin, which would hide it."""
    monkeypatch.setattr(PictureSourceQuerySet, "waiting", lambda rows: rows.all())
    monkeypatch.setattr(fetching, "picture_of", keep_another)

    assert record_twice_at_once() == 2


def keep_another(source: PictureSource, stored: fetching.pictures.Stored) -> Picture:
    picture = Picture(product_id=source.product_id, position=source.position)
    fetching.fill_picture(picture, stored)
    picture.save()
    return picture
