"""A shop moves from one kind of database to the other, and back."""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from storefront.catalog.models import Product
from storefront.exchange.backup import make_backup
from storefront.exchange.exporting import export_products
from storefront.exchange.restore import restore
from tests.exchange import catalogues

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def empty_sqlite(tmp_path_factory):
    path = tmp_path_factory.mktemp("moving") / "empty.sqlite3"
    manage(path, "migrate", "--verbosity=0")
    return path


def manage(database, *words: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "DATA_DIR": str(database.parent),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def copy_of(database, folder):
    return shutil.copy(database, folder / "shop.sqlite3")


def test_from_sqlite_to_the_database_here_and_back(empty_sqlite, tmp_path):
    goods, there, here = (tmp_path / name for name in ("g.csv", "a.zip", "b.zip"))
    catalogues.write(goods, 5)
    first = copy_of(empty_sqlite, tmp_path)
    manage(first, "import_products", str(goods), "--no-pictures")
    manage(first, "backup", str(there))

    restore(path=there)
    export_products(path=tmp_path / "here.csv", format="kieng")
    make_backup(path=here)

    assert Product.objects.count() == 5
    back = copy_of(empty_sqlite, tmp_path)
    manage(back, "restore", str(here))
    manage(back, "export_products", str(tmp_path / "back.csv"))
    files = [(tmp_path / name).read_text() for name in ("here.csv", "back.csv")]
    assert files[0] == files[1]
