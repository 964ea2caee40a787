"""Hand pictures to platforms that do not fetch them, before a listing names them.

What a platform calls a picture is kept and is no part of what is wanted: a create that
is repeated says the same pictures, and a picture that is there is not handed twice.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from storefront.catalog.models import Picture
from storefront.channels import claims
from storefront.channels.models import Part, Upload
from storefront.channels.outcomes import refuse_unsent
from storefront.channels.projection import Projection, absolute
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.contract import data
from storefront.contract.errors import NotNow, PlatformRefused
from storefront.contract.roles import PublishesListings, UploadsPictures
from storefront.jobs.services import renew_lease

FILE_LOST = data.Problem(
    "picture_lost",
    data.Text(vi="Tệp của một ảnh đã mất.", en="The file of a picture is lost."),
    data.Text(vi="Tải ảnh đó lên lại.", en="Upload that picture again."),
    field="pictures",
)


def hand_over_pictures(
    connection: Connection,
    service: type[PublishesListings],
    lease: uuid.UUID,
    projections: Sequence[Projection],
) -> list[Projection]:
    """Hand over what is not there yet; let rest a listing of which a picture is
    refused. Return the others, told what the platform calls their pictures.
    """
    if not issubclass(service, UploadsPictures):
        return list(projections)
    hand = Hand(connection, lease, projections)
    ready, refused = [], {}
    for projection in projections:
        try:
            ids = hand.ids_for(projection)
        except PlatformRefused as refusal:
            key, part = projection.content.key
            refused[key, part] = data.Outcome(
                key, part, data.State.REFUSED, problems=refusal.problems
            )
        else:
            value = replace(projection.value, picture_ids=ids)
            ready.append(replace(projection, value=value))
    refuse_unsent(refused, {p.content.key: p.content for p in projections})
    return ready


class Hand:
    """What it takes to hand over the pictures of a claimed batch."""

    def __init__(
        self,
        connection: Connection,
        lease: uuid.UUID,
        projections: Sequence[Projection],
    ) -> None:
        plugin = build(connection)
        assert isinstance(plugin, UploadsPictures)  # noqa: S101 -- asked of the class
        self.connection, self.plugin, self.lease = connection, plugin, lease
        self.listings = [projection.row.pk for projection in projections]
        self.doubted = refused_for_pictures(self.listings)

    def ids_for(self, projection: Projection) -> dict[str, str]:
        pictures = pictures_of(projection.value)
        known = {} if projection.row.pk in self.doubted else self.known(pictures)
        missing = [picture for picture in pictures.values() if picture.url not in known]
        files = files_of(projection) if missing else {}
        for picture in missing:
            known[picture.url] = self.upload(picture, files)
        return known

    def known(self, pictures: Mapping[str, data.Picture]) -> dict[str, str]:
        rows = Upload.objects.filter(connection=self.connection, url__in=pictures)
        return dict(rows.values_list("url", "external_id"))

    def upload(self, picture: data.Picture, files: Mapping[str, Picture]) -> str:
        """It takes a while: whoever took the listings over meanwhile goes on alone."""
        renew_lease()
        if not claims.renew(self.lease, self.listings):
            raise NotNow("another worker has taken these listings over")
        external_id = self.plugin.upload(picture, content_of(picture, files))
        Upload.objects.update_or_create(
            connection=self.connection,
            url=picture.url,
            defaults={"external_id": external_id},
        )
        return external_id


def refused_for_pictures(listing_ids: Sequence[int]) -> set[int]:
    """What was refused for a picture is handed over anew: the platform may have
    forgotten it.
    """
    contents = Part.objects.filter(listing__in=listing_ids, offer=None, refused__gt=0)
    rows = contents.exclude(problems=[]).values_list("listing_id", "problems")
    return {pk for pk, found in rows if any(p["field"] == "pictures" for p in found)}


def pictures_of(value: data.Listing) -> dict[str, data.Picture]:
    of_offers = [offer.picture for offer in value.offers if offer.picture]
    return {picture.url: picture for picture in (*value.pictures, *of_offers)}


def files_of(projection: Projection) -> dict[str, Picture]:
    rows = Picture.objects.filter(product=projection.row.product_id)
    return {absolute(row.rendition.url): row for row in rows if row.rendition}


def content_of(picture: data.Picture, files: Mapping[str, Picture]) -> bytes:
    if picture.url not in files:
        raise PlatformRefused([FILE_LOST])
    try:
        with files[picture.url].rendition.open() as file:
            content: bytes = file.read()
    except FileNotFoundError:
        raise PlatformRefused([FILE_LOST]) from None
    return content
