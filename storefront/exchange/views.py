"""The pages on which staff bring files in."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AbstractUser
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from storefront.exchange import services
from storefront.exchange.checking import UNKNOWN_OPTION
from storefront.exchange.choices import Choices
from storefront.exchange.exporting import csv_lines, export_products
from storefront.exchange.formats import FORMATS
from storefront.exchange.forms import ColumnsForm, OptionsForm, UploadForm
from storefront.exchange.models import Import, ReportLine
from storefront.exchange.reports import report_lines
from storefront.exchange.rows import Unreadable

PAGE = 100
may_import = permission_required("exchange.add_import", raise_exception=True)
may_export = permission_required("catalog.view_product", raise_exception=True)
may_look = permission_required("exchange.view_import", raise_exception=True)


@may_import
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = services.receive_upload(
                upload=form.cleaned_data["file"],
                choices=form.choices(),
                made_by=staff(request),
            )
        except Unreadable as reason:
            form.add_error("file", str(reason))
        else:
            return to_page(run)
    return page(request, "upload", {"title": _("Import products"), "form": form})


@may_import
def columns(request: HttpRequest, run_id: int) -> HttpResponse:
    """Say what the columns of a spreadsheet are."""
    run = get_object_or_404(Import, pk=run_id)
    choices = Choices.read(run.choices)
    sheet = services.sheet_of(Path(run.file.path), choices)
    form = ColumnsForm(sheet.header, request.POST or None)
    if request.method == "POST" and form.is_valid():
        choices = replace(choices, columns=form.columns())
        return again(request, run, choices, dry_run=True)
    samples = [line.cells for _n, line in zip(range(3), sheet.lines(), strict=False)]
    rows = [
        (field, [cells[name] for cells in samples if (name := label(field)) in cells])
        for field in form
    ]
    context = {"title": _("What are the columns?"), "run": run, "form": form}
    return page(request, "columns", context | {"rows": rows})


def label(field: object) -> str:
    return str(getattr(field, "label", "")).casefold()


@may_look
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far an import is, and what it says."""
    row = get_object_or_404(Import, pk=run_id)
    if row.state == Import.State.ASKING:
        return redirect("admin:exchange_columns", row.pk)
    kind = request.GET.get("kind", "")
    lines = row.report_lines.order_by("line", "id")
    shown = lines.filter(kind=kind) if kind in ReportLine.Kind.values else lines
    unknown = lines.filter(code=UNKNOWN_OPTION).values_list("value", flat=True)
    names = list(unknown.order_by("value").distinct()[:20])
    context = {
        "title": row.name,
        "run": row,
        "kinds": ReportLine.Kind.choices,
        "kind": kind,
        "lines": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "options": OptionsForm(names) if names and not row.is_open else None,
        "may_import": request.user.has_perm("exchange.add_import"),
    }
    answer = page(request, "run", context)
    if row.is_open:
        answer["Refresh"] = "2"  # the progress, also where no script runs
    return answer


@may_import
@require_POST
def go(request: HttpRequest, run_id: int) -> HttpResponse:
    """Bring in what was looked through."""
    row = get_object_or_404(Import, pk=run_id)
    return again(request, row, Choices.read(row.choices), dry_run=False)


@may_import
@require_POST
def options(request: HttpRequest, run_id: int) -> HttpResponse:
    """Look through the file again, knowing what its options are."""
    row = get_object_or_404(Import, pk=run_id)
    unknown = row.report_lines.filter(code=UNKNOWN_OPTION).values_list(
        "value", flat=True
    )
    form = OptionsForm(list(unknown.order_by("value").distinct()[:20]), request.POST)
    choices = Choices.read(row.choices)
    if form.is_valid():
        choices = replace(choices, axes=choices.axes | form.axes())
    return again(request, row, choices, dry_run=True)


@may_import
@require_POST
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    row = get_object_or_404(Import, pk=run_id)
    services.cancel_import(row)
    return to_page(row)


@may_look
def report(request: HttpRequest, run_id: int) -> StreamingHttpResponse:
    row = get_object_or_404(Import, pk=run_id)
    answer = StreamingHttpResponse(report_lines(row), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="import-{row.pk}.csv"'
    return answer


@may_export
def export(request: HttpRequest) -> HttpResponse:
    formats = list(FORMATS.values())
    context: dict[str, object] = {"title": _("Export products"), "formats": formats}
    return page(request, "export", context)


@may_export
def download(request: HttpRequest, format: str, kind: str) -> HttpResponseBase:  # noqa: A002
    """The catalogue as a file: CSV as it is read, XLSX when it is whole."""
    if format not in FORMATS or kind not in {"csv", "xlsx"}:
        raise Http404
    name = f"products-{format}.{kind}"
    if kind == "csv":
        lines = StreamingHttpResponse(csv_lines(format), content_type="text/csv")
        lines["Content-Disposition"] = f'attachment; filename="{name}"'
        return lines
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        export_products(path=path, format=format)
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def again(
    request: HttpRequest, run: Import, choices: Choices, *, dry_run: bool
) -> HttpResponse:
    if not run.file:
        messages.error(request, _("The file is no longer kept: upload it again."))
        return to_page(run)
    try:
        started = services.start_again(
            run, choices=choices, dry_run=dry_run, made_by=staff(request)
        )
    except Unreadable as reason:
        messages.error(request, str(reason))
        return to_page(run)
    return to_page(started)


def to_page(run: Import) -> HttpResponse:
    return redirect("admin:exchange_run", run.pk)


def page(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    everywhere = admin.site.each_context(request)
    return render(request, f"exchange/{name}.html", everywhere | context)


def staff(request: HttpRequest) -> AbstractUser | None:
    return request.user if isinstance(request.user, AbstractUser) else None
