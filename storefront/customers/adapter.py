"""Where django-allauth asks what this shop does."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from storefront.connections.sealing import seal, unseal
from storefront.customers.client_address import client_address
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import User
from storefront.customers.phones import PhoneField
from storefront.customers.services import owner_of
from storefront.customers.ways import contacts_of


class MFAAdapter(DefaultMFAAdapter):
    """What a device calls the shop and the account, and how its secrets are kept."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host = urlsplit(settings.SITE_URL).hostname or ""
        return {"id": host, "name": settings.SHOP_NAME}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, object]:
        """The name is shown by the device; the id comes back when signing in."""
        contacts = [str(contact) for contact in contacts_of(user)]
        called = user.name or next(iter(contacts), settings.SHOP_NAME)
        return {
            "id": user_pk_to_url_str(user).encode(),
            "display_name": called,
            "name": next(iter(contacts), called),
        }


class AccountAdapter(DefaultAccountAdapter):
    def pre_login(
        self, request: HttpRequest, user: User, **options: Any
    ) -> HttpResponse | None:
        """Staff come in by the admin's door only, whatever way they tried here."""
        if not user.is_customer or not user.is_active:
            return redirect("not_here")
        return None

    def get_login_stages(self) -> list[str]:
        """A passkey is a way in of its own here, not a second step after another."""
        return []

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "::"

    def get_user_by_phone(self, phone: str) -> User | None:
        return owner_of(Contact(Kind.PHONE, PhoneField().clean(phone)))

    def phone_form_field(self, **options: Any) -> PhoneField:
        return PhoneField(**options)

    def add_message(self, *args: object, **options: object) -> None:
        """Our pages say themselves what has happened."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True
