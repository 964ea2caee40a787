"""What a shop with a channel has after some weeks: a row for each page of the staff."""

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from storefront.catalog.models import PictureSource, Product
from storefront.channels.models import (
    Attempt,
    Buffer,
    CategoryTree,
    Drift,
    HeldPrice,
    Listing,
    Offer,
    Part,
    ReadBack,
    RemoteCategory,
    RemoteItem,
    SyncRun,
    Upkeep,
)
from storefront.connections.models import Connection, Delivery, WebhookEvent
from storefront.contract import data
from storefront.drills.models import Drill
from storefront.exchange.choices import Choices
from storefront.exchange.models import Import, Preset
from storefront.exchange.services import receive_upload
from storefront.exchange.tasks import bring_in
from storefront.feeds.models import Feed
from storefront.intake.models import ImportedOrder, Reading, SoldThing
from storefront.outbox.models import Alert
from tests.browser._pages import CHOICES, add_sold_out
from tests.builders import connection
from tests.buying import line
from tests.money_in import account, awaiting, came_in, imported

SHEET = "Mã hàng,Tên hàng,Giá bán,Ghi chú\nx,Áo,5000,đẹp\n"
OURS = "product,sku,title_vi,price,option_1_name,option_1_vi\na,x,A,5000,Logo,Có\n"


def fill_in() -> dict[str, str]:
    """Return where the pages are that not every shop has a link to."""
    add_sold_out()
    channel = connection("mau", name="Chợ mẫu")
    product = Product.objects.get(slug=CHOICES)
    list_on(channel, product)
    read_from(channel, product)
    hear_from(channel)
    bring_in_files()
    take_money(product)
    PictureSource.objects.create(
        product=product, url="https://shop.example/a.jpg", state="failed"
    )
    Alert.objects.create(
        kind="held", text_vi="Có giá chờ.", text_en="A price waits.", link="/admin/"
    )
    Group.objects.create(name="Bán hàng")
    return {
        "admin:channels_assign": reverse(
            "admin:channels_assign", args=[RemoteItem.objects.loose().first().pk]
        ),
        "admin:channels_product_values": reverse(
            "admin:channels_product_values", args=[channel.pk, product.pk]
        ),
        "admin:exchange_columns": reverse(
            "admin:exchange_columns",
            args=[Import.objects.get(state=Import.State.ASKING).pk],
        ),
    }


def list_on(channel: Connection, product: Product) -> None:
    """A price waits for staff, another part drifted."""
    now = timezone.now()
    listing = Listing.objects.create(
        connection=channel, product=product, external_id="l1", listed_at=now
    )
    of_listing = {"connection": channel, "listing": listing}
    for thing in product.variants.all():
        offer = Offer.objects.create(
            **of_listing, variant=thing, sku=thing.sku, listed=True
        )
        HeldPrice.objects.create(
            connection=channel, offer=offer, asked=thing.price // 10, told=thing.price
        )
        Buffer.objects.create(connection=channel, variant=thing, units=1)
    part = Part.objects.create(
        **of_listing, name=data.Part.CONTENT, wanted=2, confirmed=1, confirmed_at=now
    )
    Drift.objects.create(**of_listing, part=part, cause=Drift.Cause.EDITED)
    Attempt.objects.create(
        connection=channel, endpoint="publish", started_at=now, ended_at=now
    )
    SyncRun.objects.create(connection=channel, total=1, left=1)
    Upkeep.objects.update_or_create(connection=channel)
    Feed.objects.update_or_create(connection=channel)


def read_from(channel: Connection, product: Product) -> None:
    """What is there, some of it nobody knows; and the platform's categories."""
    run = ReadBack.objects.create(
        connection=channel, state=ReadBack.State.DONE, ended_at=timezone.now()
    )
    known = product.variants.first()
    for number, thing in enumerate((None, known)):
        RemoteItem.objects.create(
            connection=channel,
            read_back=run,
            external_id=f"r{number}",
            listing_external_id=f"r{number}",
            title="Thứ lạ",
            sku=f"R-{number}",
            price=50_000,
            currency="VND",
            variant=thing,
            match="looks" if thing else "",
        )
    CategoryTree.objects.update_or_create(
        connection=channel, defaults={"read": 1, "read_at": timezone.now()}
    )
    RemoteCategory.objects.create(
        connection=channel,
        external_id="1",
        path_vi="Trẻ em > Quần áo",
        path_en="Children > Clothes",
        words=" tre em quan ao children clothes",
        reading=1,
    )


def hear_from(channel: Connection) -> None:
    now = timezone.now()
    delivery = Delivery.objects.create(
        service=channel.service, connection=channel, sealed="", size=1, handled_at=now
    )
    WebhookEvent.objects.create(
        service=channel.service,
        account=channel.account,
        connection=channel,
        kind="order",
        event_id="e1",
        delivery=delivery,
    )
    ImportedOrder.objects.create(
        connection=channel, external_id="o1", problem="Không rõ SKU"
    )
    SoldThing.objects.create(connection=channel, external_id="s1", title="Thứ lạ")
    Reading.objects.update_or_create(connection=channel)
    Drill.objects.create(connection=channel, began_at=now, until=now, ended_at=now)


def bring_in_files() -> None:
    """One file that asks what its columns are, and one that was looked through."""
    for name, content in (("a.csv", SHEET), ("b.csv", OURS)):
        upload = SimpleUploadedFile(name, content.encode())
        run = receive_upload(upload=upload, choices=Choices(), made_by=None)
        if run.state == Import.State.WAITING:
            bring_in(run.pk)
    Preset.objects.create(name="Bảng của kho", signature="a")


def take_money(product: Product) -> None:
    account(holder="CUA HANG MAU")
    chosen = product.variants.filter(stock__on_hand__gt=3).first()
    order = awaiting(line(chosen))
    imported(came_in(order, order.total))
