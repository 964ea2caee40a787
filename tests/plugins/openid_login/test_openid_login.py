from plugins.openid_login.plugin import OpenIdLogin
from plugins.openid_login.sandbox import OpenIdLoginSandbox
from tests.plugins.sign_in import SignInConformance


class TestOpenIdLogin(SignInConformance):
    service = OpenIdLogin
    sandbox = OpenIdLoginSandbox
    secret_field = "client_secret"
    wrong_secret = "another-secret-of-nobody"
