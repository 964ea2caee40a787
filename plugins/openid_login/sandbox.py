from storefront.contract.sandbox.openid import OpenIdSandbox


class OpenIdLoginSandbox(OpenIdSandbox):
    name = "OpenID Connect"
    seeded = {
        "called": "Thẻ thành viên",
        "issuer": "https://members.example",
        "client_id": "kieng-sandbox",
        "client_secret": "of-nobody:100%+made/up",
    }
