"""An import dies, is run twice, is run at once with itself, or is cancelled."""

import threading

import pytest
from django.db import connections

from storefront.catalog.models import Product, Variant
from storefront.exchange import services
from storefront.exchange.choices import Choices
from storefront.exchange.models import Import, ReportLine
from storefront.exchange.services import cancel_import, run_import, start_import
from storefront.exchange.writing import Writer
from storefront.inventory.models import Movement
from tests.builders import first_place
from tests.exchange import catalogues
from tests.exchange.comparing import catalogue, differences
from tests.exchange.files import bring_in, counts, refusals

COUNT, EVERY = 60, 10


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(services, "CHUNK", 10)
    monkeypatch.setattr(catalogues, "BREAKS", catalogues.BREAKS[6:8])


@pytest.fixture
def goods(tmp_path):
    path = tmp_path / "goods.csv"
    catalogues.write(path, COUNT, broken_every=EVERY)
    return path


class Died(BaseException):
    """As if the process were gone."""


def dies_after(monkeypatch, chunks: int, *, inside: bool) -> None:
    """Die in the transaction of a chunk, or just behind it."""
    record, written = Writer.record, []

    def record_and_die(self, *told: object):
        record(self, *told)
        written.append(told)
        if inside and len(written) > chunks:
            raise Died

    def show(run):
        if not inside and len(written) >= chunks:
            raise Died

    monkeypatch.setattr(Writer, "record", record_and_die)
    monkeypatch.setattr(services, "renew_lease", lambda: show(None))


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("chunks", [0, 1, 5])
def test_what_died_goes_on_and_comes_to_the_same_end(
    goods, monkeypatch, chunks, inside
):
    first_place()
    with monkeypatch.context() as dying:
        dies_after(dying, chunks, inside=inside)
        with pytest.raises(Died):
            bring_in(goods, pictures=False)

    run = bring_in(goods, pictures=False)

    assert (Import.objects.count(), run.state) == (1, "done")
    assert (counts(run), len(refusals(run))) == ((54, 0, 0, 6), 6)
    assert Movement.objects.count() == Variant.objects.exclude(stock__on_hand=0).count()


@pytest.mark.django_db
def test_the_end_is_that_of_a_run_that_never_died(goods, monkeypatch, tmp_path):
    first_place()
    bring_in(goods, pictures=False)
    wanted = catalogue()
    Movement.objects.all().delete()
    Product.objects.all().delete()
    Import.objects.all().delete()
    with monkeypatch.context() as dying:
        dies_after(dying, 3, inside=True)
        with pytest.raises(Died):
            bring_in(goods, pictures=False)

    bring_in(goods, pictures=False)

    assert differences(wanted, catalogue()) == []


@pytest.mark.django_db
def test_a_cancelled_import_writes_nothing_more(goods):
    run = start_import(path=goods, name="goods", choices=Choices(pictures=False))

    run_import(run, path=goods, progress=cancel_import)

    assert (run.state, run.cursor, Product.objects.count()) == ("cancelled", 10, 9)


@pytest.mark.django_db(transaction=True)
def test_the_same_import_twice_at_once_is_one(goods):
    first_place()
    run = start_import(path=goods, name="goods", choices=Choices(pictures=False))

    twice(lambda: run_import(Import.objects.get(pk=run.pk), path=goods))

    run.refresh_from_db()
    while run.is_open:  # one of them stopped where the other was ahead
        run_import(run, path=goods)
    assert (counts(run), Variant.objects.count()) == ((54, 0, 0, 6), 54)
    assert ReportLine.objects.filter(kind="refused").count() == 6


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_on_its_row_it_would_be_told_twice(goods, monkeypatch):
    first_place()
    run = start_import(path=goods, name="goods", choices=Choices(pictures=False))
    monkeypatch.setattr(Writer, "hold", lambda self, cursor: None)

    twice(lambda: run_import(Import.objects.get(pk=run.pk), path=goods))

    assert ReportLine.objects.filter(kind="refused").count() > 6


@pytest.mark.django_db(transaction=True)
def test_two_files_with_the_same_skus_make_them_once(tmp_path):
    first_place()
    paths = [tmp_path / f"{name}.csv" for name in "ab"]
    for path in paths:
        catalogues.write(path, 30)
    paths[1].write_text(paths[1].read_text() + "\n")
    rest = list(paths)

    twice(lambda: bring_in(rest.pop(), pictures=False))

    assert (Product.objects.count(), Variant.objects.count()) == (30, 30)
    assert Import.objects.filter(state="done", refused=0).count() == 2


def twice(do) -> None:
    """On two connections at once; what one raises is raised."""
    together, failures = threading.Barrier(2, timeout=20), []

    def run() -> None:
        try:
            together.wait()
            do()
        except BaseException as error:  # noqa: BLE001 -- raised again below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if failures:
        raise failures[0]
