"""The sizes of pictures that pages offer, as jobs draw them."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from PIL import Image

from storefront.catalog import drawing, sizes
from storefront.catalog.drawing import draw_picture
from storefront.catalog.models import Picture
from storefront.catalog.services import add_picture, delete_product
from storefront.catalog.signals import pictures_drawn, products_changed
from storefront.catalog.tasks import find_undrawn_pictures
from storefront.jobs.models import Job
from tests.builders import heard, product
from tests.catalog.drawing import upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def added(**drawn: object) -> Picture:
    return add_picture(product=product(), upload=upload(**drawn))


def drawn(picture: Picture) -> Picture:
    draw_picture(picture_id=picture.pk)
    picture.refresh_from_db()
    return picture


def page(picture: Picture, **said: object) -> str:
    return render_to_string("partials/picture.html", {"picture": picture, **said})


def test_a_large_picture_has_three_widths_in_two_kinds_and_one_plain(media):
    picture = drawn(added(size=(1500, 900)))

    made = [Image.open(path) for path in sorted((media / "sizes").iterdir())]
    assert sorted((one.format, one.size) for one in made) == [
        ("AVIF", (320, 192)),
        ("AVIF", (640, 384)),
        ("AVIF", (1200, 720)),
        ("JPEG", (640, 384)),
        ("WEBP", (320, 192)),
        ("WEBP", (640, 384)),
        ("WEBP", (1200, 720)),
    ]
    assert picture.widths == [320, 640, 1200]


@pytest.mark.parametrize(
    ("width", "widths"),
    [(100, [100]), (320, [320]), (500, [320, 500]), (1200, [320, 640, 1200])],
)
def test_no_size_is_wider_than_the_picture(width, widths):
    assert sizes.widths_of(width) == widths


def test_a_page_offers_them(media):
    picture = drawn(added(size=(700, 700)))
    html = page(picture, title="Cup")

    name = Path(picture.file.name).stem
    assert f'type="image/avif" srcset="/media/sizes/{name}-320v1.avif 320w, ' in html
    assert f'src="/media/sizes/{name}-640v1.jpg"' in html
    assert 'width="700" height="700"' in html
    assert 'loading="lazy"' in html


def test_a_page_works_before_they_are_there():
    picture = added()

    html = page(picture, title="Cup")

    assert "<source" not in html
    assert f'src="{picture.page_file.url}"' in html


def test_drawing_twice_writes_nothing_new(media, monkeypatch):
    picture = drawn(added())
    Picture.objects.update(drawn_as=0)
    monkeypatch.setattr(drawing, "drawn", lambda *_: pytest.fail("drawn again"))

    assert drawn(picture).drawn_as == sizes.DRAWING


def test_the_same_picture_is_drawn_once_for_all():
    first, twin = added(), added()

    drawn(first)

    twin.refresh_from_db()
    assert twin.widths == first.widths


def test_deleting_a_product_leaves_the_sizes_to_others(media):
    first, twin = drawn(added()), added()

    delete_product(product=first.product)

    assert all(
        (media / n).exists() for n, *_ in sizes.names_of(twin.file.name, first.widths)
    )


def test_pages_hear_of_it_and_channels_do_not():
    picture = added()

    with heard(pictures_drawn) as pages, heard(products_changed) as channels:
        drawn(picture)

    assert [call["product_ids"] for call in pages] == [[picture.product_id]]
    assert channels == []


def test_a_file_that_is_lost_is_not_tried_for_ever(media):
    picture = added()
    (media / picture.file.name).unlink()

    picture = drawn(picture)

    assert (picture.widths, picture.drawn_as) == ([], sizes.DRAWING)
    assert picture not in Picture.objects.to_be_drawn()


def test_a_drawing_that_died_half_way_goes_on(media, monkeypatch):
    picture = added(size=(1500, 900))
    original, made = drawing.drawn, []

    def die_at_the_third(*told: object) -> bytes:
        if len(made) == 2:
            raise SystemExit
        made.append(told)
        return original(*told)

    monkeypatch.setattr(drawing, "drawn", die_at_the_third)
    with pytest.raises(SystemExit):
        draw_picture(picture_id=picture.pk)
    monkeypatch.setattr(drawing, "drawn", original)

    assert drawn(picture).widths == [320, 640, 1200]


def test_jobs_find_what_is_to_be_drawn_once_per_file():
    added(), added(), added(color="blue")
    find_undrawn_pictures()

    assert Job.objects.filter(kind="catalog.draw_picture").count() == 2
