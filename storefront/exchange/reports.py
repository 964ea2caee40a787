"""The report of an import as a file that spreadsheets open."""

import csv
from collections.abc import Iterator

from django.utils.translation import gettext as _

from storefront.exchange.exporting import Echo
from storefront.exchange.formulas import harmless
from storefront.exchange.models import Import


def report_lines(run: Import) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff"  # spreadsheets take it for UTF-8 then
    yield writer.writerow(
        [_("file"), _("line"), _("column"), _("value"), _("what"), _("why")]
    )
    for told in run.report_lines.order_by("line", "id").iterator():
        cells = (run.name, told.line, told.column, told.value)
        row = (*cells, told.get_kind_display(), told.text)
        yield writer.writerow([harmless(str(cell)) for cell in row])
