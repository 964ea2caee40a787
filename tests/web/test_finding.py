import json
import re
from xml.etree import ElementTree as ET

import pytest
from django.templatetags.static import static
from django.test import Client

from storefront.shop.models import Profile
from storefront.web.structured import data_block
from tests.builders import product, put, variant

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def body(address: str) -> str:
    answer = Client().get(address)
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def locations(address: str) -> list[str]:
    root = ET.fromstring(body(address))
    return [
        one.text.removeprefix("http://localhost:8000")
        for one in root.iter(f"{SPACE}loc")
    ]


def graph(address: str) -> dict[str, dict]:
    found = re.search(
        r'<script type="application/ld\+json">(.+?)</script>', body(address)
    )
    return {thing["@type"]: thing for thing in json.loads(found[1])["@graph"]}


def test_robots_lead_to_the_sitemaps():
    assert "Sitemap: http://localhost:8000/sitemap.xml" in body("/robots.txt")


def test_the_sitemaps_name_every_product_that_is_sold_in_both_languages():
    variant(product=product("Cốc"), stock=1)
    variant(product=product("Nháp", state="draft"), stock=1)

    found = [place for part in locations("/sitemap.xml") for place in locations(part)]

    assert [place for place in found if "/p/" in place] == ["/vi/p/coc/", "/en/p/coc/"]


def test_the_sitemaps_name_what_is_written_of_the_shop():
    Profile(returns_policy_vi="Bảy ngày.").save()

    assert "/vi/policies/returns/" in locations("/sitemap-pages.xml")


@pytest.mark.parametrize(
    "part", ["nothing", "products-", "products-9999999", "pages-1"]
)
def test_a_sitemap_that_is_not_there(part):
    assert Client().get(f"/sitemap-{part}.xml").status_code == 404


def test_a_product_says_price_and_state_to_search_engines():
    cup = variant(product=product("Cốc", brand="Mầm"), stock=5, price=80_000)
    offer = graph("/vi/p/coc/")["Product"]["offers"][0]
    put(cup, 0)
    after = graph("/vi/p/coc/")["Product"]["offers"][0]["availability"]

    assert (offer["price"], offer["priceCurrency"]) == ("80000", "VND")
    assert offer["availability"] == "https://schema.org/InStock"
    assert after == "https://schema.org/OutOfStock"


def test_a_product_says_where_it_stands():
    variant(product=product("Cốc"), stock=5)

    steps = graph("/en/p/coc/")["BreadcrumbList"]["itemListElement"]

    assert [step["position"] for step in steps] == [1, 2, 3]
    assert steps[-1]["item"] == "http://localhost:8000/en/p/coc/"


def test_home_says_who_keeps_the_shop():
    Profile(name="Mầm", phone="0900000000").save()

    assert graph("/vi/")["Organization"]["telephone"] == "0900000000"


def test_a_title_cannot_end_the_data_early():
    written = data_block({"name": "</script><!-- & \u2028"})

    inside = written.removesuffix("</script>").partition(">")[2]
    assert not set("<>&\u2028") & set(inside)
    assert json.loads(inside)["@graph"][0]["name"] == "</script><!-- & \u2028"


def test_the_manifest_names_the_shop_and_icons_that_are_there(settings):
    Profile(name="Mầm").save()
    manifest = json.loads(body("/vi/manifest.webmanifest"))

    icons = [settings.BASE_DIR / icon["src"].lstrip("/") for icon in manifest["icons"]]

    assert (manifest["name"], manifest["start_url"]) == ("Mầm", "/vi/")
    assert [icon.name for icon in icons if not icon.exists()] == []


def test_the_service_worker_keeps_the_offline_pages():
    script = body("/service-worker.js")

    kept = json.loads(re.search(r"= (\{.+\});", script)[1])
    answers = [Client().get(page).status_code for page in kept["pages"].values()]

    assert answers == [200, 200]


def test_the_icon_is_where_browsers_look_for_it_unasked():
    answer = Client().get("/favicon.ico")

    assert answer["Location"] == static("img/icon-192.png")
    assert "max-age=86400" in answer["Cache-Control"]
