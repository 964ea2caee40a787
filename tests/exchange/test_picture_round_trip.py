"""Pictures go out as addresses and come back as what they were."""

import pytest
from PIL import Image, ImageChops, ImageStat

from storefront.catalog.fetching import fetch_pictures
from storefront.catalog.models import Picture, PictureSource, Product
from storefront.catalog.services import add_picture
from storefront.exchange.exporting import export_products
from storefront.exchange.models import ReportLine
from tests.builders import first_place, product, variant
from tests.catalog.drawing import upload
from tests.exchange.comparing import catalogue, differences
from tests.exchange.files import bring_in, counts
from tests.exchange.test_round_trip import empty_the_shop

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.usefixtures("media"),
]

FORMATS = ["kieng", "shopify", "woocommerce"]


@pytest.fixture
def shirt() -> Product:
    """Of three pictures the first says nothing and the second shows a variant."""
    first_place()
    made = product("Áo thun", axis_1="color")
    red = variant("do", product=made, option_1_vi="Đỏ")
    variant("xanh", product=made, option_1_vi="Xanh", position=1)
    add_picture(product=made, upload=upload(color="gray"))
    add_picture(product=made, upload=upload(color="red"), alt_vi="Đỏ", variant=red)
    add_picture(product=made, upload=upload(color="blue"), alt_vi="=Sau", alt_en="Back")
    return made


def there_and_back(path, *, name: str = "kieng") -> tuple[dict, dict]:
    before = catalogue()
    export_products(path=path, format=name)
    empty_the_shop()
    bring_in(path)
    fetch_all()
    return before, catalogue()


def by_place(facts: dict) -> dict:
    """WooCommerce knows no addresses of products: the place alone names a picture."""
    pictures = {name.rpartition(" ")[2]: name for name in facts if "picture" in name}
    return {place: facts[name] for place, name in pictures.items()}


def fetch_all() -> None:
    for pk in Product.objects.values_list("pk", flat=True):
        fetch_pictures(product_id=pk)


@pytest.mark.parametrize("file", ["out.csv", "out.xlsx"])
def test_our_own_files_bring_back_the_same_pictures_and_what_they_say(
    shirt, tmp_path, file
):
    before, after = there_and_back(tmp_path / file)

    assert differences(before, after) == []
    assert len([name for name in before if name.startswith("picture")]) == 3


@pytest.mark.parametrize(
    ("name", "lost"), [("shopify", {"alt_en"}), ("woocommerce", {"alt_vi", "alt_en"})]
)
def test_the_others_bring_back_what_they_have_columns_for(shirt, tmp_path, name, lost):
    before, after = there_and_back(tmp_path / "out.csv", name=name)

    kept = {"file", "variant", "alt_vi", "alt_en"} - lost
    assert differences(by_place(before), by_place(after), only=kept) == []


def test_a_shop_elsewhere_fetches_them_and_they_look_the_same(
    shirt, tmp_path, media, settings, httpserver
):
    before = [Image.open(media / one.file.name) for one in shirt.pictures.all()]
    settings.SITE_URL = httpserver.url_for("").rstrip("/")
    settings.PRIVATE_PICTURE_HOSTS = [f"localhost:{httpserver.port}"]
    for one in shirt.pictures.all():
        served = (media / one.file.name).read_bytes()
        httpserver.expect_request(one.file.url).respond_with_data(served)
    export_products(path=tmp_path / "out.csv", format="kieng")
    empty_the_shop()
    settings.SITE_URL, settings.MEDIA_ROOT = "https://other.example", tmp_path / "other"

    bring_in(tmp_path / "out.csv")
    fetch_all()

    after = [Image.open(one.file.path) for one in Picture.objects.all()]
    assert len(httpserver.log) == len(after) == 3
    assert max(map(apart, before, after)) < 2


def apart(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are from each other, of 255."""
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_the_shop_itself_changes_no_picture_and_fetches_none(
    shirt, tmp_path, name
):
    export_products(path=tmp_path / "out.csv", format=name)

    assert counts(bring_in(tmp_path / "out.csv")) == (0, 0, 1, 0)
    assert PictureSource.objects.count() == 0


def test_a_description_that_is_edited_in_the_file_is_edited_in_the_shop(
    shirt, tmp_path
):
    path = tmp_path / "out.csv"
    export_products(path=path, format="kieng")
    text = path.read_text("utf-8-sig").replace("=Sau", "Mặt sau")
    path.write_text(text, encoding="utf-8-sig")

    run = bring_in(path)

    told = run.report_lines.get(kind=ReportLine.Kind.CHANGED).text
    assert told == "a picture’s description: =Sau → Mặt sau"
    assert [one.alt_vi for one in shirt.pictures.all()] == ["", "Đỏ", "Mặt sau"]


def test_a_trial_tells_of_it_and_changes_nothing(shirt, tmp_path):
    path = tmp_path / "out.csv"
    export_products(path=path, format="kieng")
    path.write_text(path.read_text("utf-8-sig").replace("Back", "Behind"))

    assert counts(bring_in(path, dry_run=True)) == (0, 1, 0, 0)
    assert shirt.pictures.last().alt_en == "Back"


def test_a_description_that_is_too_long_is_cut_and_told_of(tmp_path):
    first_place()
    path = tmp_path / "in.csv"
    path.write_text(
        "product,sku,title_vi,price,pictures,picture_alts_vi\n"
        f"ly,ly,Ly,1000,https://a.example/1.jpg,{'x' * 300}\n"
    )

    run = bring_in(path)

    assert PictureSource.objects.get().alt_vi == "x" * 200
    note = run.report_lines.get(kind=ReportLine.Kind.NOTE)
    assert (note.line, note.column) == (2, "picture_alts_vi")
    assert note.text.startswith("A description has more than 200 characters")
