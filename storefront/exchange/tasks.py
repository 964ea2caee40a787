from datetime import timedelta
from pathlib import Path

from storefront.exchange import services
from storefront.exchange.models import Import
from storefront.jobs.kinds import job


@job(queue="slow", lease=timedelta(minutes=5), attempts=5)
def bring_in(run_id: int) -> None:
    run = Import.objects.open().filter(pk=run_id).first()
    if run is not None:
        services.run_import(run, path=Path(run.file.path))


@job(queue="slow", every=timedelta(days=1))
def forget_files() -> None:
    services.forget_files()
