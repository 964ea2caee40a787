from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from storefront.shop import colors, logos
from storefront.shop.remembering import remembered
from storefront.shop.signals import profile_changed

#: What the accent is read on, light and dark: --paper and --accent-tint of tokens.css.
PAPER, DARK_PAPER = "#fdfaf5", "#1a1512"
#: WCAG 2.2 AA, for text.
LEAST_CONTRAST = 4.5


def emails_in(text: str) -> list[str]:
    return [address for part in text.split(",") if (address := part.strip())]


def check_emails(text: str) -> None:
    for address in emails_in(text):
        validate_email(address)


class Profile(models.Model):
    """Who keeps this shop. There is one row at most, and none until staff write it."""

    tagline_vi: str | None  # one per language: see translation.py
    tagline_en: str | None

    name = models.CharField(
        _("name of the shop"),
        max_length=60,
        blank=True,
        help_text=_("Empty: the name from the settings."),
    )
    tagline = models.CharField(_("what you stand for"), max_length=160, blank=True)
    logo = models.ImageField(
        _("logo"),
        upload_to=logos.logo_path,
        width_field="logo_width",
        height_field="logo_height",
        validators=[logos.check_logo],
        blank=True,
        help_text=_("Stands before the name. PNG, WebP or JPEG."),
    )
    logo_width = models.PositiveIntegerField(default=0, editable=False)
    logo_height = models.PositiveIntegerField(default=0, editable=False)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        help_text=_("Of links and buttons, such as #a2401f."),
    )
    accent_dark = models.CharField(
        _("accent colour in the dark"), max_length=7, blank=True
    )

    owner = models.CharField(_("owner or company"), max_length=120, blank=True)
    registration = models.CharField(
        _("business registration"),
        max_length=200,
        blank=True,
        help_text=_("Number, day and authority, as the law asks an online shop."),
    )
    tax_code = models.CharField(_("tax code"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    alert_emails = models.CharField(
        _("who is written to when something is wrong"),
        max_length=300,
        validators=[check_emails],
        blank=True,
        help_text=_("E-mail addresses with commas between. Empty: the shop's e-mail."),
    )

    ordering_policy = models.TextField(_("ordering and prices"), blank=True)
    delivery_policy = models.TextField(_("how we deliver"), blank=True)
    payment_policy = models.TextField(_("how customers pay"), blank=True)
    returns_policy = models.TextField(_("returns and refunds"), blank=True)
    privacy_policy = models.TextField(_("personal data"), blank=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("shop profile")
        verbose_name_plural = _("shop profile")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_shop_profile"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.pk = 1
        with transaction.atomic():
            super().save(*args, **kwargs)  # type: ignore[arg-type]
            profile_changed.send(sender=Profile)
        current_profile.forget()

    def clean(self) -> None:
        check_accent("accent", self.accent, PAPER)
        check_accent("accent_dark", self.accent_dark, DARK_PAPER)

    @property
    def shown_name(self) -> str:
        return self.name or settings.SHOP_NAME

    @property
    def policies(self) -> list["Policy"]:
        """Those that are written, in the order of a purchase."""
        every = (Policy(self, topic) for topic in TOPICS)
        return [policy for policy in every if policy.text]


@dataclass(frozen=True)
class Policy:
    """One text of a profile, as a page of its own."""

    profile: Profile
    topic: str

    @property
    def title(self) -> Promise:
        return TOPICS[self.topic]

    @property
    def text(self) -> str:
        if self.topic not in TOPICS:
            return ""
        return str(getattr(self.profile, f"{self.topic}_policy") or "")

    def get_absolute_url(self) -> str:
        return reverse("policy", args=[self.topic])


#: The addresses of the policies, and what the pages call them.
TOPICS: dict[str, Promise] = {
    "ordering": _("Ordering and prices"),
    "delivery": _("How we deliver"),
    "payment": _("How you pay"),
    "returns": _("Returns and refunds"),
    "privacy": _("Personal data"),
}


def check_accent(field: str, color: str, paper: str) -> None:
    """Raise ValidationError for a colour that text in it could not be read in."""
    if not color:
        return
    try:
        found = colors.contrast(color, paper)
    except ValueError as error:
        raise ValidationError({field: _("Write a colour like #a2401f.")}) from error
    if found < LEAST_CONTRAST:
        message = _(
            "Text in this colour is hard to read: its contrast is %(found)s, and at"
            " least %(least)s is needed."
        )
        facts = {"found": f"{found:.1f}", "least": LEAST_CONTRAST}
        raise ValidationError({field: ValidationError(message, params=facts)})


@remembered(seconds=1)
def current_profile() -> Profile:
    """The shop's profile, or an empty one."""
    return Profile.objects.filter(pk=1).first() or Profile(pk=1)
