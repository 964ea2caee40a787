from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, SetUnusablePasswordMixin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from storefront.customers import second_factor
from storefront.customers.models import User
from storefront.customers.staff_door import StaffSignInForm

# What opens an account is changed by its owner, with a proof; nobody types it in here.
admin.site.unregister([EmailAddress, Authenticator, UserSession])
admin.site.login_form = StaffSignInForm


# Django's form takes no type at run time, whatever its stubs say; lazy text is text.
class NewPassword(AdminPasswordChangeForm):  # type: ignore[type-arg]
    #: Django puts a list into a paragraph here, which HTML does not allow.
    usable_password_help_text = format_lazy(  # type: ignore[assignment]
        '{}<br><span id="id_unusable_warning">{}</span>',
        SetUnusablePasswordMixin.usable_password_help_text,
        _("If disabled, the current password for this user will be lost."),
    )


@admin.register(User)
class CustomerAdmin(UserAdmin[User]):
    list_display = ("username", "name", "phone", "email", "is_staff", "date_joined")
    search_fields = ("username", "name", "phone", "emailaddress__email")
    readonly_fields = ("phone",)
    fieldsets = (*(UserAdmin.fieldsets or ()), (None, {"fields": ("name", "phone")}))
    actions = ("reset_second_factor",)
    change_password_form = NewPassword

    @admin.action(
        description=_("Reset the second step, for staff whose phone is gone"),
        permissions=["reset"],
    )
    def reset_second_factor(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users:
            second_factor.reset(user=user)
            self.log_change(request, user, "Second step reset")
        text = ngettext(
            "%(count)s account sets up its second step anew at the next sign-in.",
            "%(count)s accounts set up their second step anew at the next sign-in.",
            len(users),
        )
        self.message_user(request, text % {"count": len(users)}, messages.SUCCESS)

    def has_reset_permission(self, request: HttpRequest) -> bool:
        """Owners only: whoever may do this can let anybody's password suffice once."""
        return bool(request.user.is_superuser)
