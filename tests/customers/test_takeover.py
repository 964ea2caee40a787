"""Nobody gets into another's account by what a company says of an e-mail.

Every company's sandbox says that this person's e-mail is the victim's, though it was
not asked. Whoever came first, two accounts stay two.
"""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress

from plugins.facebook_login.sandbox import FacebookLoginSandbox
from plugins.google_login.sandbox import GoogleLoginSandbox
from plugins.openid_login.sandbox import OpenIdLoginSandbox
from plugins.tiktok_login.sandbox import TikTokLoginSandbox
from plugins.zalo_login.sandbox import ZaloLoginSandbox
from storefront.connections.models import Connection
from storefront.contract.sandbox import consent, running
from storefront.customers import services
from storefront.customers.models import User
from tests.buying import browser
from tests.plugins.sign_in import decide
from tests.signing_in import come_in, customer, signed_in

pytestmark = pytest.mark.django_db

ATTACKER = consent.PEOPLE[0]
VICTIM = ATTACKER.email

#: Company, what plays it, what names our account, and does it tell e-mails?
COMPANIES = {
    "google": ("google.login", GoogleLoginSandbox, "client_id", True),
    "facebook": ("facebook.login", FacebookLoginSandbox, "app_id", True),
    "relay": ("openid.login", OpenIdLoginSandbox, "client_id", True),
    "tiktok": ("tiktok.login", TikTokLoginSandbox, "client_key", False),
    "zalo": ("zalo.login", ZaloLoginSandbox, "app_id", False),
}


@pytest.fixture(params=COMPANIES)
def company(request, tmp_path, monkeypatch) -> Iterator[Connection]:
    service, kind, account, tells = COMPANIES[request.param]
    platform = kind(tmp_path / "platform.sqlite3")
    if tells:
        platform.turn("email", "on")
    with running(platform) as address:
        yield Connection.objects.create(
            service=service,
            account=platform.seeded[account],
            credentials=dict(platform.seeded),
            api_address=address,
        )


def by_company(company: Connection):
    client = browser()
    away = client.get(f"/vi/account/with/{company.pk}/")
    told = decide(away["Location"], ATTACKER.name)
    client.get(f"/account/back/{company.pk}/", told)
    return client


def verified() -> User:
    return customer(VICTIM)


def unverified() -> User:
    """As an older shop may have left it: written down, and never proved."""
    user = User.objects.create_user("older", email=VICTIM, password="x")
    EmailAddress.objects.create(user=user, email=VICTIM, verified=False, primary=True)
    return user


def staff() -> User:
    return User.objects.create_user("boss", email=VICTIM, is_staff=True)


@pytest.mark.parametrize("local", [verified, unverified, staff])
@pytest.mark.parametrize("first", ["local", "company"])
def test_two_accounts_stay_two(company, local, first):
    if first == "local":
        victim, attacker = local(), signed_in(by_company(company))
    else:
        attacker, victim = signed_in(by_company(company)), local()

    again = signed_in(by_company(company))

    assert attacker is not None
    assert attacker != victim
    assert again == attacker
    assert not attacker.is_staff


@pytest.mark.parametrize("first", ["victim", "company"])
def test_who_proves_the_e_mail_has_an_account_of_their_own(company, first):
    """The fourth column: nobody was here by that e-mail, or had laid it in wait."""
    if first == "victim":
        victim, attacker = signed_in(come_in(VICTIM)), signed_in(by_company(company))
    else:
        attacker, victim = signed_in(by_company(company)), signed_in(come_in(VICTIM))

    assert attacker != victim
    assert list(EmailAddress.objects.values_list("user", flat=True)) == [victim.pk]


@pytest.mark.parametrize("company", ["google"], indirect=True)
def test_a_shop_that_believed_the_e_mail_would_be_taken_over(company, monkeypatch):
    """The control."""
    victim = verified()
    monkeypatch.setattr(
        services,
        "enter_with",
        lambda **told: EmailAddress.objects.get(email=VICTIM, verified=True).user,
    )

    assert signed_in(by_company(company)) == victim
