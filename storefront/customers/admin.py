from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from storefront.customers.models import User

# What opens an account is changed by its owner, with a proof; nobody types it in here.
admin.site.unregister([EmailAddress, Authenticator, UserSession])


@admin.register(User)
class CustomerAdmin(UserAdmin[User]):
    list_display = ("username", "name", "phone", "email", "is_staff", "date_joined")
    search_fields = ("username", "name", "phone", "emailaddress__email")
    readonly_fields = ("phone",)
    fieldsets = (*(UserAdmin.fieldsets or ()), (None, {"fields": ("name", "phone")}))
