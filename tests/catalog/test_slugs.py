"""The part of an address that names a product."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from storefront.catalog import slugs
from storefront.catalog.models import Category, Product
from storefront.catalog.services import save_product
from storefront.catalog.slugs import slug_from
from tests.builders import any_category, category, product


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Yếm đỏ cho bé", "yem-do-cho-be"),
        ("  Đồ chơi: 100% gỗ!  ", "do-choi-100-go"),
        ("🍼", "-"),
        ("a" * 300, "a" * 80),
    ],
)
def test_is_made_from_the_vietnamese_title(title, slug):
    assert slug_from(title) == slug


@pytest.mark.django_db
@pytest.mark.sqlite
def test_the_same_title_gets_a_number():
    assert [product("Yếm đỏ").slug for _ in range(3)] == [
        "yem-do",
        "yem-do-2",
        "yem-do-3",
    ]


@pytest.mark.django_db
@pytest.mark.sqlite
def test_stays_when_the_title_changes():
    bib = product("Yếm đỏ")
    bib.title_vi = "Yếm xanh"

    assert save_product(bib).slug == "yem-do"


def save_at_once(times: int) -> list[str]:
    """Save as many products of one title in as many threads."""
    shelf, start = any_category(), Barrier(times)

    def run(_number: int) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return save_product(Product(title_vi="Yếm đỏ", category=shelf)).slug
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_get_twelve_slugs():
    assert len(set(save_at_once(12))) == 12


@pytest.mark.django_db(transaction=True)
def test_without_trying_again_some_of_the_twelve_fail(monkeypatch):
    monkeypatch.setattr(slugs, "PATIENCE", 1)

    with pytest.raises((IntegrityError, RuntimeError)):
        save_at_once(12)


@pytest.mark.django_db(transaction=True)
def test_twelve_categories_at_once_all_find_a_place():
    start = Barrier(12)

    def run(_number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            category("Đồ chơi")
        finally:
            connection.close()

    category("Đầu tiên")
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(run, range(12)))

    assert (Category.objects.count(), Category.objects.find_problems()) == (
        13,
        ([],) * 5,
    )
