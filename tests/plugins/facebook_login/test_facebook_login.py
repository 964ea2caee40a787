from urllib.parse import urlsplit

from plugins.facebook_login.plugin import FacebookLogin
from plugins.facebook_login.sandbox import FacebookLoginSandbox
from storefront.contract.http import OpenGate
from tests.plugins.sign_in import SignInConformance


class TestFacebookLogin(SignInConformance):
    service = FacebookLogin
    sandbox = FacebookLoginSandbox
    wrong_secret = "f" * 32


def test_people_say_yes_on_facebooks_own_host_and_are_asked_for_no_e_mail():
    service = FacebookLogin(FacebookLoginSandbox.seeded, gate=OpenGate())

    url = service.authorize_url(callback="https://shop.vn/", state="s", challenge="c")

    assert urlsplit(url).netloc == "www.facebook.com"
    assert "email" not in url
