from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from storefront.customers import limits
from storefront.customers.client_address import client_address


class StaffSignInForm(AdminAuthenticationForm):
    """The admin's door: so many tries at a name in an hour, from wherever they come."""

    def clean(self) -> dict[str, object]:
        name = self.data.get("username", "").casefold()
        client = self.request and client_address(self.request)
        try:
            limits.take(limits.PASSWORDS_OF_CLIENT, client or "nobody")
            limits.take(limits.STAFF_PASSWORDS, name)
        except limits.TooOften as error:
            raise ValidationError(too_often()) from error
        return super().clean()


def too_often() -> str:
    return _("That was tried too often. Wait an hour.")
