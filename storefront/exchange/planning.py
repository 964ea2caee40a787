"""What of a file differs from the shop: the rows to write, and what to tell of it."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storefront.catalog.bulk import Edit
from storefront.catalog.models import Category, Picture, Product, SalePrice, Variant
from storefront.catalog.rules import check_axes, check_options
from storefront.catalog.sale_prices import sale_of
from storefront.catalog.services import tidy_variant
from storefront.catalog.text import shown_fields
from storefront.exchange import sales
from storefront.exchange.checking import Wanted, WantedVariant
from storefront.exchange.fields import PRODUCT, VARIANT
from storefront.exchange.pictures import Captions, KnownPictures
from storefront.exchange.rows import Cell
from storefront.exchange.sales import differs, put_usual_back, wanted_sale
from storefront.exchange.staging import Finding

#: Too long or wrong, these are left out and told; the product goes in without them.
LEFT_OUT = {"gtin", "brand"} | {
    f"seo_{what}_{language}"
    for what in ("title", "description")
    for language in ("vi", "en")
}
LABELS = {field.attribute: field.label for field in (PRODUCT | VARIANT).values()} | {
    "alt_vi": gettext_lazy("a picture’s description"),
    "alt_en": gettext_lazy("a picture’s description in English"),
    "variant": gettext_lazy("a picture’s variant"),
}


#: Copied, which takes a tenth of the time that a row's defaults take to be found.
BLANK_PRODUCT = Product(state=Product.State.ACTIVE)
BLANK_VARIANT = Variant()

#: A variant of the file, its row, and what of it changes.
Touched = tuple[WantedVariant, Variant, dict[str, str]]


@dataclass(slots=True)
class Plan:
    """What a product of the file comes to."""

    wanted: Wanted
    edit: Edit
    #: Counted units, for each variant that the file counts.
    counts: list[tuple[Variant, int]] = field(default_factory=list)
    #: Those whose sale becomes another, or ends.
    sales: list[tuple[Variant, SalePrice | None]] = field(default_factory=list)
    #: "price: 10 → 12", for people.
    changes: list[str] = field(default_factory=list)
    #: Those to fetch.
    pictures: Captions = field(default_factory=dict)
    #: Those that are there, and are described otherwise from now on.
    captioned: list[Picture] = field(default_factory=list)


def plan_product(
    wanted: Wanted, product: Product | None, category: Category | None
) -> Plan | None:
    """Compare with what is there. None: nothing of it goes in; the findings say why."""
    new = product is None
    if product is None:
        product = copy(BLANK_PRODUCT)
    values = wanted.values if new else without(wanted.values, "slug")
    changes = put(product, values, told=not new)
    if category is not None and product.category_id != (category.pk or 0):
        if not new:
            changes.append(arrow(_("category"), product.category, category))
        product.category = category
    if not sound(product, wanted):
        return None
    plan = Plan(wanted, Edit(product, new=new, written=new or bool(changes)))
    plan.changes = changes
    plan_variants(plan)
    return plan if plan.edit.added or not new or bare(wanted) else None


def bare(wanted: Wanted) -> bool:
    return not wanted.row.variants


def without(values: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in values.items() if key != name}


def put(
    row: Product | Variant | Picture, values: dict[str, object], *, told: bool = True
) -> list[str]:
    """Set what differs, and say what that was if it is to be told."""
    changes = []
    for name, value in values.items():
        before = getattr(row, name)
        if before == value or not (before or value or isinstance(value, int)):
            continue
        setattr(row, name, value)
        if told:
            changes.append(arrow(LABELS.get(name, name), before, value))
    return changes


def arrow(label: object, before: object, after: object) -> str:
    return f"{label}: {shown(before)} → {shown(after)}"


def shown(value: object) -> str:
    text = "–" if value in {None, ""} else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def sound(product: Product, wanted: Wanted) -> bool:
    """Check the product's own row, and find the cell that is to blame."""
    try:
        check_axes(product)
        clean_row(product, wanted.row.fields, wanted.findings, PRODUCT_ATTRIBUTES)
    except ValidationError as error:
        cell = blamed(error, wanted.row.fields, PRODUCT_ATTRIBUTES)
        wanted.refuse(cell or Cell("", wanted.row.line, ""), " ".join(error.messages))
        return False
    return True


def attributes(table: dict[str, object]) -> dict[str, str]:
    return {name: getattr(field, "attribute", name) for name, field in table.items()}


PRODUCT_ATTRIBUTES = attributes(dict(PRODUCT))
VARIANT_ATTRIBUTES = attributes(dict(VARIANT))
#: Set by the services, or written with the row they belong to.
NOT_OURS = {"id", "slug", "product", "category", "search_text"} | {
    "created_at",
    "updated_at",
}


def clean_row(
    row: Product | Variant,
    cells: dict[str, Cell],
    findings: list[Finding],
    names: dict[str, str],
) -> None:
    """As full_clean, with one question less to the database; soft errors are noted."""
    try:
        row.clean_fields(exclude=NOT_OURS | shown_fields(type(row)))
    except ValidationError as error:
        hard = {
            name: errors
            for name, errors in error.error_dict.items()
            if name not in LEFT_OUT
        }
        if hard:
            raise ValidationError(hard) from error
        for name, messages in error.message_dict.items():
            cell = cell_of(name, cells, names) or Cell("", 0, "")
            findings.append(Finding(cell, " ".join(messages), refused=False))
            setattr(row, name, "" if name in {"gtin", "brand"} else None)
    row.clean()


def blamed(
    error: ValidationError, cells: dict[str, Cell], names: dict[str, str]
) -> Cell | None:
    if not hasattr(error, "error_dict"):
        return None
    found = (cell_of(name, cells, names) for name in error.error_dict)
    return next((cell for cell in found if cell), None)


def cell_of(
    attribute: str, cells: dict[str, Cell], names: dict[str, str]
) -> Cell | None:
    if attribute == NON_FIELD_ERRORS:
        return None
    fields = (name for name, to in names.items() if to == attribute)
    return next((cells[name] for name in fields if name in cells), None)


def plan_variants(plan: Plan) -> None:
    product = plan.edit.product
    there = {variant.sku: variant for variant in variants_of(product)}
    touched: list[Touched] = []
    for place, wanted in enumerate(plan.wanted.variants):
        variant = there.pop(wanted.sku, None) or new_variant(wanted.sku, place)
        variant.product = product
        touched.append((wanted, variant, put_variant(variant, wanted)))
    kept = [
        (wanted, row, changes)
        for wanted, row, changes in touched
        if sound_variant(plan, wanted, row)
    ]
    for wanted, variant, changes in fitting(plan, list(there.values()), kept):
        sort_in(plan, wanted, variant, changes)


def new_variant(sku: str, place: int) -> Variant:
    variant = copy(BLANK_VARIANT)
    variant.sku, variant.position = sku, min(place, 1000)
    return variant


def variants_of(product: Product) -> Iterable[Variant]:
    return product.variants.all() if product.pk else ()


def put_variant(variant: Variant, wanted: WantedVariant) -> dict[str, str]:
    """Set what differs; by attribute, what is to be told of it."""
    if wanted.sale is not None:
        put_usual_back(variant)
    return {
        name: change
        for name, value in wanted.values.items()
        for change in put(variant, {name: value}, told=bool(variant.pk))
    }


def sound_variant(plan: Plan, wanted: WantedVariant, variant: Variant) -> bool:
    tidy_variant(variant)
    findings = plan.wanted.findings
    line = Cell("", wanted.row.line, "")
    if not variant.price:
        missing = _("The price is missing or 0.")
        findings.append(Finding(wanted.row.fields.get("price", line), missing))
        return False
    try:
        clean_row(variant, wanted.row.fields, findings, VARIANT_ATTRIBUTES)
    except ValidationError as error:
        cell = blamed(error, wanted.row.fields, VARIANT_ATTRIBUTES)
        findings.append(Finding(cell or line, " ".join(error.messages)))
        return False
    if variant.compare_at_price and variant.compare_at_price <= variant.price:
        variant.compare_at_price = None
    return True


def fitting(plan: Plan, others: list[Variant], rows: list[Touched]) -> list[Touched]:
    """Those whose options fit the product and the others, first come first served."""
    product = plan.edit.product
    try:
        check_options(product, [*others, *(variant for _w, variant, _c in rows)])
    except ValidationError:
        return one_by_one(plan, others, rows)
    return rows


def one_by_one(plan: Plan, others: list[Variant], rows: list[Touched]) -> list[Touched]:
    product, taken, fit = plan.edit.product, list(others), []
    for wanted, variant, changes in rows:
        try:
            check_options(product, [*taken, variant])
        except ValidationError as error:
            cell = wanted.row.fields.get("option_1_vi") or Cell("", wanted.row.line, "")
            plan.wanted.findings.append(Finding(cell, " ".join(error.messages)))
            continue
        taken.append(variant)
        fit.append((wanted, variant, changes))
    return fit


def sort_in(
    plan: Plan, wanted: WantedVariant, variant: Variant, changes: dict[str, str]
) -> None:
    if not variant.pk:
        plan.edit.added.append(variant)
        if not plan.edit.new:
            plan.changes.append(_("variant %(sku)s added") % {"sku": variant.sku})
    elif changes:
        only_prices = changes.keys() <= {"price", "compare_at_price"}
        (plan.edit.priced if only_prices else plan.edit.changed).append(variant)
        plan.changes += [f"{variant.sku}: {change}" for change in changes.values()]
    plan_sale(plan, wanted, variant, written=bool(changes))
    if wanted.stock is not None and variant.stock_tracked:
        plan.counts.append((variant, wanted.stock))


def plan_sale(
    plan: Plan, wanted: WantedVariant, variant: Variant, *, written: bool
) -> None:
    """`written`: its row is, with its usual price, so that a sale begins anew."""
    if wanted.sale is None:
        return
    try:
        sale = wanted_sale(variant, wanted.sale)
    except ValidationError as error:
        cell = wanted.row.fields.get("sale_price") or Cell("", wanted.row.line, "")
        reason = " ".join(error.messages)
        plan.wanted.findings.append(Finding(cell, reason, refused=False))
        return
    if differs(variant, sale) or (written and sale):
        plan.sales.append((variant, sale))
    if differs(variant, sale) and variant.pk:
        told = arrow(_("sale"), sales.shown(sale_of(variant)), sales.shown(sale))
        plan.changes.append(f"{variant.sku}: {told}")


def plan_known_pictures(plans: Sequence[Plan]) -> None:
    """Fetch nothing that is there; let its description become the file's."""
    known = KnownPictures([plan.edit.product for plan in plans if not plan.edit.new])
    for plan in plans:
        there = known.of(plan.edit.product)
        variants = {variant.sku: variant for variant in variants_of(plan.edit.product)}
        for address in [one for one in plan.pictures if one in there]:
            picture, said = there[address], plan.pictures.pop(address)
            values: dict[str, object] = {"alt_vi": said.alt_vi, "alt_en": said.alt_en}
            if said.sku in variants:
                values["variant"] = variants[said.sku]
            changes = put(picture, {k: v for k, v in values.items() if v is not None})
            if changes:
                plan.changes += changes
                plan.captioned.append(picture)
