"""Records of items_batch, as tests write them."""


def record(sku: str = "mug", method: str = "UPDATE", **fields: object) -> dict:
    """A record of items_batch with all that a new item needs."""
    data = {
        "id": sku,
        "title": "Mug",
        "description": "Holds tea.",
        "availability": "in stock",
        "condition": "new",
        "price": "71 USD",
        "link": "https://shop.example/mug",
        "image_link": "https://shop.example/mug.jpg",
        "brand": "Kiềng",
    }
    return {"method": method, "data": data | fields}


def only(sku: str = "mug", method: str = "UPDATE", **fields: object) -> dict:
    return {"method": method, "data": {"id": sku, **fields}}
