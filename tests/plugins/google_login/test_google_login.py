from plugins.google_login.plugin import GoogleLogin
from plugins.google_login.sandbox import GoogleLoginSandbox
from tests.plugins.sign_in import SignInConformance


class TestGoogleLogin(SignInConformance):
    service = GoogleLogin
    sandbox = GoogleLoginSandbox
    secret_field = "client_secret"
    wrong_secret = "another-secret-of-nobody"
