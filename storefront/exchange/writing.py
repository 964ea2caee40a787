"""Some products of a file into the catalogue, in one transaction with the cursor."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import DataError, IntegrityError, transaction
from django.db.models import F, Prefetch
from django.utils.translation import gettext as _

from storefront.catalog.bulk import tell_of, write_many
from storefront.catalog.fetching import want_pictures
from storefront.catalog.models import Category, Product, Variant
from storefront.catalog.services import product_saved
from storefront.catalog.slugs import slug_from
from storefront.exchange.checking import Wanted, check
from storefront.exchange.choices import Choices
from storefront.exchange.fields import Reading
from storefront.exchange.models import Import, ReportLine
from storefront.exchange.pictures import wanted_pictures
from storefront.exchange.planning import Plan, plan_known_pictures, plan_product
from storefront.exchange.rows import Cell, ProductRow
from storefront.exchange.sales import write_sale
from storefront.exchange.shelf import Shelf, unsorted
from storefront.exchange.staging import Finding
from storefront.inventory.bulk import Count, count_many, count_new
from storefront.inventory.models import Location, Stock

Placed = tuple[int, ProductRow]


#: What the database has against the rows. Anything else is tried again later.
REFUSALS = (IntegrityError, DataError)


class Stopped(Exception):
    """The import was ended, or another process is past this place."""


@dataclass(frozen=True, slots=True)
class Writer:
    run: Import
    reading: Reading
    choices: Choices
    #: Does the format let a product come without variants?
    bare_products: bool
    #: Added by this run, told of already.
    categories: set[str] = field(default_factory=set)

    def write(self, chunk: Sequence[Placed]) -> None:
        """Write a chunk; if the database refuses it, one product after the other."""
        try:
            self.write_together(chunk)
        except REFUSALS:
            for placed in chunk:
                self.write_one(placed)

    def write_one(self, placed: Placed) -> None:
        with suppress(*REFUSALS):  # somebody else added the same just now
            self.write_together([placed])
            return
        try:
            self.write_together([placed])
        except REFUSALS as error:
            reason = _("The database refused it: %(error)s")
            text = str(error).partition("\n")[0]
            place, row = placed
            finding = Finding(Cell("", row.line, ""), reason % {"error": text})
            with transaction.atomic():
                self.hold(place - 1)
                self.record(place, [finding], [])

    @transaction.atomic
    def write_together(self, chunk: Sequence[Placed]) -> None:
        self.hold(chunk[0][0] - 1)
        rows = [check(row, self.reading) for _place, row in chunk]
        plans = self.plan(rows)
        if not self.run.dry_run:
            self.save(plans)
        findings = [finding for wanted in rows for finding in wanted.findings]
        ReportLine.objects.bulk_create(
            line_about_category(self.run, wanted, name)
            for wanted in rows
            for name in wanted.new_categories
        )
        self.record(chunk[-1][0], findings, plans)

    def hold(self, cursor: int) -> None:
        """Lock the import's row: nobody else writes, or ends it, at the same time."""
        row = Import.objects.select_for_update().get(pk=self.run.pk)
        if row.ended_at or row.cursor != cursor:
            raise Stopped

    def plan(self, rows: Sequence[Wanted]) -> list[Plan]:
        there = Existing(rows)
        shelf = Shelf(dry_run=self.run.dry_run)
        plans = []
        for wanted in rows:
            product = there.product_of(wanted)
            if not wanted.refused and self.complete(wanted, product):
                category = self.category(wanted, product, shelf)
                plan = plan_product(wanted, product, category)
                self.tell_of_categories(shelf, wanted)
                if plan is not None:
                    plan.pictures = wanted_pictures(wanted.row, wanted.findings)
                    plans.append(plan)
        if self.choices.pictures:
            plan_known_pictures(plans)
        self.drop_equal_counts(plans)
        return plans

    def tell_of_categories(self, shelf: Shelf, wanted: Wanted) -> None:
        """Each once, also where a dry run adds none and meets it again."""
        for name in shelf.added:
            if name not in self.categories:
                self.categories.add(name)
                wanted.new_categories.append(name)
        shelf.added.clear()

    def complete(self, wanted: Wanted, product: Product | None) -> bool:
        line = Cell("", wanted.row.line, "")
        if not wanted.row.variants and not self.bare_products:
            wanted.refuse(line, _("It has no variant: there is nothing to sell."))
        elif product is None and "title_vi" not in wanted.row.fields:
            wanted.refuse(
                line, _("Its product is not in the file and not in the shop.")
            )
        return not wanted.refused

    def category(
        self, wanted: Wanted, product: Product | None, shelf: Shelf
    ) -> Category | None:
        if not wanted.category and product is not None:
            return None
        if not wanted.variants and wanted.row.variants:  # all of it was refused
            return None
        return shelf.place(wanted.category or unsorted())

    def drop_equal_counts(self, plans: Sequence[Plan]) -> None:
        """Keep the counts that differ; and where asked, only those of what is new."""
        ids = [row.pk for plan in plans for row, _units in plan.counts if row.pk]
        place = Location.objects.first()
        there = dict(
            Stock.objects.filter(variant__in=ids, location=place).values_list(
                "variant", "on_hand"
            )
        )
        for plan in plans:
            kept = []
            for row, units in plan.counts:
                before = there.get(row.pk, 0 if row.pk else None)
                if before == units or (row.pk and self.choices.keep_stock):
                    continue
                kept.append((row, units))
                if row.pk:
                    text = _("stock of %(sku)s: %(before)s → %(after)s")
                    plan.changes.append(
                        text % {"sku": row.sku, "before": before, "after": units}
                    )
            plan.counts = kept

    def save(self, plans: Sequence[Plan]) -> None:
        edits = [plan.edit for plan in plans if not plan.edit.empty]
        known = [(row, n) for plan in plans for row, n in plan.counts if row.pk]
        new = [(row, n) for plan in plans for row, n in plan.counts if not row.pk]
        write_many(edits)
        self.save_pictures(plans)
        if new:
            self.count(new, by=count_new)
        tell_of(edits)
        for variant, sale in (pair for plan in plans for pair in plan.sales):
            write_sale(variant, sale)
        if known:
            self.count(known, by=count_many)

    def count(self, counts: Sequence[tuple[Variant, int]], *, by: Count) -> None:
        place = Location.objects.first() or Location.objects.create(
            name=_("Main stock")
        )
        units = {(row.pk, place.pk): count for row, count in counts}
        by(counts=units, made_by=self.run.made_by)

    def save_pictures(self, plans: Sequence[Plan]) -> None:
        """Rows only: they are fetched by a job, when all this is committed."""
        for plan in plans if self.choices.pictures else ():
            if plan.pictures:
                product, captions = plan.edit.product, plan.pictures
                want_pictures(product=product, urls=captions, captions=captions)
            for picture in plan.captioned:
                picture.save()
            if plan.captioned and not plan.edit.content:
                product_saved(plan.edit.product)

    def record(
        self, cursor: int, findings: Iterable[Finding], plans: Sequence[Plan]
    ) -> None:
        """Move the cursor and add to the report, with what the chunk did."""
        findings = list(findings)
        lines = [line_about(self.run, finding) for finding in findings]
        lines += [told for plan in plans for told in self.told(plan)]
        ReportLine.objects.bulk_create(lines)
        added = sum(plan.edit.new for plan in plans)
        changed = sum(bool(plan.changes) for plan in plans)
        Import.objects.filter(pk=self.run.pk).update(
            cursor=cursor,
            added=F("added") + added,
            changed=F("changed") + changed,
            unchanged=F("unchanged") + len(plans) - added - changed,
            refused=F("refused") + sum(finding.refused for finding in findings),
        )

    def told(self, plan: Plan) -> list[ReportLine]:
        kind = ReportLine.Kind.ADDED if plan.edit.new else ReportLine.Kind.CHANGED
        title = plan.edit.product.title_vi or ""
        if not (plan.edit.new or plan.changes):
            return []
        text = "; ".join(plan.changes) or ", ".join(
            variant.sku for variant in plan.edit.added
        )
        return [
            ReportLine(
                run=self.run,
                kind=kind,
                line=plan.wanted.row.line,
                value=title[:200],
                text=text[:1000],
            )
        ]


def line_about_category(run: Import, wanted: Wanted, name: str) -> ReportLine:
    line, kind = wanted.row.line, ReportLine.Kind.ADDED
    return ReportLine(
        run=run, kind=kind, line=line, value=name[:200], text=_("category")
    )


def line_about(run: Import, finding: Finding) -> ReportLine:
    return ReportLine(
        run=run,
        kind=ReportLine.Kind.REFUSED if finding.refused else ReportLine.Kind.NOTE,
        line=finding.cell.line,
        column=finding.cell.column[:100],
        value="".join(char for char in finding.cell.text[:200] if char.isprintable()),
        text=finding.reason[:1000],
        code=finding.code,
    )


class Existing:
    """The products of a chunk that the shop has, locked in the one lock order."""

    def __init__(self, rows: Sequence[Wanted]) -> None:
        skus = {variant.sku for wanted in rows for variant in wanted.variants}
        slugs = {slug for wanted in rows if (slug := slug_of(wanted))}
        owners = dict(
            Variant.objects.filter(sku__in=skus).values_list("sku", "product_id")
        )
        by_slug = dict(Product.objects.filter(slug__in=slugs).values_list("slug", "pk"))
        self.owners, self.by_slug = owners, by_slug
        ids = {*owners.values(), *by_slug.values()}
        locked = Product.objects.filter(pk__in=ids).order_by("pk")
        variants = Variant.objects.filter(product__in=ids).order_by("pk")
        variants = variants.select_related("sale")
        self.products = {
            product.pk: product
            for product in locked.select_for_update(of=("self",), no_key=True)
            .select_related("category")
            .prefetch_related(
                Prefetch(
                    "variants",
                    variants.select_for_update(of=("self",), no_key=True),
                )
            )
        }

    def product_of(self, wanted: Wanted) -> Product | None:
        """By SKU, else by its address. SKUs of two products are refused."""
        ids = {
            self.owners[variant.sku]
            for variant in wanted.variants
            if variant.sku in self.owners
        }
        if len(ids) > 1:
            message = _("Its SKUs belong to different products of the shop.")
            wanted.refuse(Cell("", wanted.row.line, ""), message)
            return None
        pk = next(iter(ids), self.by_slug.get(slug_of(wanted) or ""))
        return self.products.get(pk) if pk else None


def slug_of(wanted: Wanted) -> str | None:
    slug = wanted.values.get("slug")
    return slug_from(str(slug)) if slug else None
