from datetime import timedelta

from storefront.catalog import drawing, fetching, switching
from storefront.catalog.models import Picture, PictureSource
from storefront.jobs.kinds import job

#: One round hands out so many products. The group keeps half of the slow workers free.
CHUNK, GROUP = 50, "pictures"


@job(queue="slow", lease=timedelta(minutes=3), attempts=3)
def fetch_pictures(product_id: int) -> None:
    fetching.fetch_pictures(product_id=product_id)


@job(queue="slow", every=timedelta(seconds=5))
def find_wanted_pictures() -> None:
    due = PictureSource.objects.due().order_by("due_at").values_list("product_id")
    for product_id in dict.fromkeys(pk for (pk,) in due[:CHUNK]):
        fetch_pictures.enqueue(
            key=f"product {product_id}", group=GROUP, product_id=product_id
        )


@job(queue="slow", lease=timedelta(minutes=2), attempts=3)
def draw_picture(picture_id: int) -> None:
    drawing.draw_picture(picture_id=picture_id)


@job(queue="slow", every=timedelta(seconds=5))
def find_undrawn_pictures() -> None:
    waiting = Picture.objects.to_be_drawn().order_by("drawn_as", "pk")
    for picture_id, file in waiting.values_list("pk", "file")[:CHUNK]:
        draw_picture.enqueue(key=file, group=GROUP, picture_id=picture_id)


@job(every=timedelta(seconds=1))
def switch_prices() -> None:
    switching.switch_due()
