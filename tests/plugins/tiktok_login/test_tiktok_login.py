from plugins.tiktok_login.plugin import TikTokLogin
from plugins.tiktok_login.sandbox import TikTokLoginSandbox
from tests.plugins.sign_in import SignInConformance


class TestTikTokLogin(SignInConformance):
    service = TikTokLogin
    sandbox = TikTokLoginSandbox
    secret_field = "client_secret"
    wrong_secret = "another-secret-of-nobody"
