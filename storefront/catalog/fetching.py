"""Pictures that are fetched from an address: what is wanted, as rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_noop

from storefront.catalog import pictures
from storefront.catalog.download import NotFetched, download
from storefront.catalog.models import Picture, PictureSource, Product
from storefront.catalog.picture_models import MOST_URL
from storefront.catalog.services import fill_picture, product_saved
from storefront.contract import clock
from storefront.jobs.services import renew_lease

#: Between tries 2, 8, 32 and 128 minutes go by. The first must outlast one download.
MOST_TRIES = 5
#: How long a server that did not answer is left alone, for all products.
REST = timedelta(minutes=1)
KILLED = gettext_noop("The picture could not be worked on; it was tried several times.")


@dataclass(frozen=True, slots=True)
class Caption:
    """What is known of a picture before it is there. None: nobody speaks of it."""

    alt_vi: str | None = None
    alt_en: str | None = None
    #: Of the variant that it shows.
    sku: str = ""

    def with_what_is_missing(self, other: "Caption") -> "Caption":
        return Caption(
            other.alt_vi if self.alt_vi is None else self.alt_vi,
            other.alt_en if self.alt_en is None else self.alt_en,
            self.sku or other.sku,
        )


NO_CAPTIONS: Mapping[str, Caption] = {}


@transaction.atomic
def want_pictures(
    *,
    product: Product,
    urls: Iterable[str],
    captions: Mapping[str, Caption] = NO_CAPTIONS,
) -> None:
    """Have the pictures at these addresses fetched, to stand in this order behind what
    there is.

    Only rows are written; a job finds them. Asking again for an address changes
    nothing, also after staff have deleted the picture that came from it.
    """
    known = set(product.picture_sources.values_list("url", flat=True))
    asked = {written(url): captions.get(url, Caption()) for url in urls}
    new = [url for url in asked if url and url not in known]
    first = next_position(product) if new else 0
    skus = {caption.sku for caption in asked.values()} - {""}
    shown = dict(product.variants.filter(sku__in=skus).values_list("sku", "pk"))
    PictureSource.objects.bulk_create(
        [
            PictureSource(
                product=product,
                url=url,
                position=position,
                alt_vi=asked[url].alt_vi or "",
                alt_en=asked[url].alt_en or "",
                variant_id=shown.get(asked[url].sku),
            )
            for position, url in enumerate(new, start=first)
        ],
        ignore_conflicts=True,  # somebody else asks for the same at this moment
    )


def written(url: str) -> str:
    """One way to write an address. What is cut off makes it fail, and staff see it."""
    return iri_to_uri(url.strip().replace("\x00", ""))[:MOST_URL]


def next_position(product: Product) -> int:
    places = [
        rows.aggregate(last=Max("position"))["last"]
        for rows in (product.pictures.all(), product.picture_sources.all())
    ]
    return max((place + 1 for place in places if place is not None), default=0)


def try_again(*, sources: Iterable[PictureSource]) -> int:
    """Fetch what failed once more, with all tries; return how many addresses."""
    failed = PictureSource.objects.failed().filter(pk__in=[one.pk for one in sources])
    return failed.update(
        state=PictureSource.State.WAITING,
        tries=0,
        due_at=clock.now(),
        reason="",
        reason_params={},
    )


@dataclass(frozen=True, slots=True)
class Fetched:
    source: PictureSource
    found: pictures.Stored | NotFetched


def fetch_pictures(*, product_id: int) -> None:
    """Fetch what is due for a product, and tell of all of it once.

    Whoever dies half-way has counted the try, and the rest is found when it is due
    again: files that no row came to name are the same files then.
    """
    fetched: list[Fetched] = []
    while source := claim_next(product_id):
        fetched.append(Fetched(source, fetch(source)))
        renew_lease()
    if fetched:
        record(product_id, fetched)


@transaction.atomic
def claim_next(product_id: int) -> PictureSource | None:
    """The next address, its try counted and committed before anything can go wrong."""
    source = (
        PictureSource.objects.due()
        .filter(product=product_id)
        .select_for_update(skip_locked=True)
        .first()
    )
    if source is None:
        return None
    source.tries += 1
    source.due_at = clock.now() + timedelta(minutes=2 * 4 ** (source.tries - 1))
    if source.tries > MOST_TRIES:  # none of them came to an end
        source.state, source.reason = PictureSource.State.FAILED, KILLED
    source.save(update_fields=["tries", "due_at", "state", "reason"])
    return source


def fetch(source: PictureSource) -> pictures.Stored | NotFetched:
    if source.state == PictureSource.State.FAILED:
        return NotFetched(source.reason)
    try:
        with translation.override(None):  # staff read the reason in their language
            return stored(source.url)
    except NotFetched as failure:
        if failure.again:
            leave_alone(source.url)
        return failure
    except ValidationError as refusal:
        return NotFetched(str(refusal.message), **(refusal.params or {}))


def stored(url: str) -> pictures.Stored:
    """A picture of the shop itself is read where it lies, and stays the file it is."""
    name = url.removeprefix(shown_at(""))
    if pictures.is_kept(name):
        return pictures.store_again(name)
    content = download(url, most=pictures.LARGEST_FILE)
    return pictures.store(SimpleUploadedFile("picture", content))


def address_of(picture: Picture) -> str:
    """Where the shop shows a picture as it keeps it."""
    return shown_at(str(picture.file.name))


def shown_at(name: str) -> str:
    return urljoin(settings.SITE_URL, default_storage.url(name))


def leave_alone(url: str) -> None:
    """Let what else waits for this server wait a little: it may be down for all."""
    place = urlsplit(url)
    same = PictureSource.objects.due().filter(
        url__startswith=f"{place.scheme}://{place.netloc}/"
    )
    same.update(due_at=clock.now() + REST)


@transaction.atomic
def record(product_id: int, fetched: Sequence[Fetched]) -> None:
    """Write down what came; a row that somebody settled meanwhile stays as it is."""
    locked = Product.objects.select_for_update(of=("self",), no_key=True)
    product = locked.filter(pk=product_id).first()
    if product is None:
        return
    rows = PictureSource.objects.select_for_update().waiting().order_by("pk")
    waiting = {row.pk: row for row in rows.filter(product=product)}
    before = product.pictures.count()
    for each in fetched:
        if (row := waiting.get(each.source.pk)) is not None:
            settle(row, each.found)
    if product.pictures.count() != before:
        product_saved(product)


def settle(source: PictureSource, found: pictures.Stored | NotFetched) -> None:
    if isinstance(found, NotFetched):
        source.reason, source.reason_params = found.text, found.params
        if not found.again or source.tries >= MOST_TRIES:
            source.state = PictureSource.State.FAILED
    else:
        source.reason, source.reason_params = "", {}
        source.state = PictureSource.State.DONE
        source.picture = picture_of(source, found)
    source.save(update_fields=["reason", "reason_params", "state", "picture"])


def picture_of(source: PictureSource, stored: pictures.Stored) -> Picture:
    """The product's picture with this content: the one there is, or a new one."""
    twin = Picture.objects.filter(product=source.product_id, file=stored.file).first()
    picture = twin or Picture(product_id=source.product_id, position=source.position)
    picture.alt_vi = picture.alt_vi or source.alt_vi
    picture.alt_en = picture.alt_en or source.alt_en
    picture.variant = picture.variant or source.variant
    if twin is None:
        fill_picture(picture, stored)
    picture.save()
    return picture
