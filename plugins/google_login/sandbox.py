from storefront.contract.sandbox.openid import OpenIdSandbox


class GoogleLoginSandbox(OpenIdSandbox):
    name = "Google"
    seeded = {
        "client_id": "361000000000-sandbox.apps.googleusercontent.com",
        "client_secret": "GOCSPX-sandbox-secret-of-nobody",
    }
