"""What the platform answers: one envelope for good and bad, with a code and a word.

"Common errors" and the error tables of each operation (Partner Center, 2026-09).
"""

import secrets
from dataclasses import dataclass, field

from storefront.contract import clock

#: One code for many things that are wrong with a call.
MIXED = 36009004
#: A code of the gateway comes with an HTTP status of its own. Of the first group that
#: was seen; of the second it is only likely.
STATUS = {
    36009002: 429,
    36009003: 500,
    MIXED: 400,
    36009007: 408,
    36009009: 404,
}
LIKELY_STATUS = {105002: 401, 106001: 401, 105005: 403, 36009010: 405}

MESSAGES = {
    36009002: (
        "Too many requests. You've made too many requests in a short period of time."
    ),
    36009003: (
        "Internal error. Please try again. If the issue persists after multiple"
        " attempts, please contact platform support."
    ),
    36009007: "Request timeout. The request to the endpoint timed out.",
    36009009: (
        "Invalid path. The specified path does not match any available endpoint."
    ),
    36009010: (
        "Invalid method. The HTTP method used is not supported by this endpoint."
    ),
    36009022: (
        "Invalid request format. The request body format must be `application/json`."
    ),
    36009023: (
        "Invalid request format. The `content-type` header must be"
        " `multipart/form-data`."
    ),
    36004004: "Invalid auth code.",
    98001004: "Parameter refresh_token is invalid.",
    101000: (
        "Invalid query or header. The `category_asset_cipher` query parameter or"
        " `x-tts-access-token` header is invalid."
    ),
    105002: (
        "Expired credentials. The `access_token` or `x-tts-access-token` header has"
        " expired."
    ),
    105005: (
        "Access denied. The app is not authorized to access the endpoint because the"
        " access scopes granted for the app or the access token do not contain the"
        " required access scope for the endpoint."
    ),
    106001: "Invalid credentials. The `sign` query parameter is invalid.",
    106013: (
        "Missing identifier. The `shop_cipher` query parameter is required to identify"
        " the target shop."
    ),
    12019011: "The package weight is required.",
    12019022: "SKU must contain a valid warehouse.",
    12019027: 'The maximum count of "seller_skus" in the search filter is 10.',
    12019028: (
        "Multiple warehouses detected. Include all warehouse IDs and the corresponding"
        " details and try again."
    ),
    12019109: "page size is invalid",
    12019113: "product status is invalid",
    12019120: "The number of provided product IDs exceeds the limit.",
    12019150: "The product ID does not exist.",
    12038002: "Invalid upload file.",
    12038005: "The file size exceeds the maximum allowed size.",
    12038014: "The image dimensions exceed the allowed limits.",
    12052012: "Incorrect price format",
    12052013: "The product description cannot exceed maximum characters",
    12052015: "The product description is required",
    12052023: "Category does not exist",
    12052024: "Category is not final category",
    12052028: "Main product image is required",
    12052032: "The product does not exist",
    12052048: (
        "You cannot edit the specified product(s) as it isn't listed in your account or"
        " shop."
    ),
    12052050: "A single product cannot have more than 100 different SKUs",
    12052051: "The product name exceed max limit characters",
    12052055: (
        "The SKU inventory quantity for the warehouse must be within allowed limits."
    ),
    12052084: "The provided currency is not available for this shop/region.",
    12052093: "Exceeded the product listing limit for the seller.",
    12052097: "The warehouse does not exist",
    12052104: "property is required",
    12052180: "The total number of search results can not exceed 10000.",
    12052217: "The category version does not match the category.",
    12052220: (
        "This category is prohibited or unsupported on TikTok Shop. Select another"
        " category."
    ),
    12052222: "This category does not support cash on delivery.",
    12052230: "The category version must be v2 for this region.",
    12052261: "product name is empty",
    12052262: "The product name cannot contain Chinese characters.",
    12052300: "product main image uri illegal",
    12052306: "main product images count exceed limit",
    12052525: "The attribute max num cannot exceed 3.",
    12052550: "SKU property must contain all properties",
    12052557: "The SKU ID does not belong to the product.",
    12052560: "The SKU contains duplicate sales attribute.",
    12052571: "Missing price for SKU(s)",
    12052722: "The image URI does not exist in TikTok Shop.",
    12052901: (
        "The product in its current status is not available for this operation. Change"
        " the product status and try again."
    ),
    12052910: "Invalid input parameters. Refer to the API documentation for details.",
    12052931: "The product name contains characters that are not allowed.",
    12052990: "Check failed",
    21008111: "The order or package does not belong to the current seller.",
}


@dataclass
class ShopError(Exception):
    code: int
    message: str = ""
    data: object = field(default=None)

    @property
    def said(self) -> str:
        return self.message or MESSAGES[self.code]


def mixed(message: str) -> ShopError:
    return ShopError(MIXED, message)


def invalid(name: str, reason: str, expected: str) -> ShopError:
    return ShopError(
        98001004, f"Parameter {name} is invalid. Reason: {reason}. Expected: {expected}"
    )


def request_id() -> str:
    """The moment, and then letters, as in every sample."""
    return f"{clock.now():%Y%m%d%H%M%S}" + secrets.token_hex(10).upper()


def envelope(code: int, message: str, data: object) -> dict[str, object]:
    told = {"code": code, "message": message, "request_id": request_id()}
    return {**told, "data": data}
