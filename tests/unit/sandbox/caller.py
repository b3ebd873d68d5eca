"""A partner who calls the simulated Shopee over a real socket."""

import hashlib
import hmac
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import httpx
from PIL import Image

from connectors.sandbox import SandboxSettings

Json = dict[str, Any]
TOKEN_GET = "/api/v2/auth/token/get"
REFRESH = "/api/v2/auth/access_token/get"
UPLOAD = "/api/v2/media_space/upload_image"
CONSENT = "/api/v2/shop/auth_partner"
PATIENCE = 60.0  # seconds: a disk that others keep busy may hold the sandbox up for five


def picture(kind: str = "PNG") -> bytes:
    """A tiny real image."""
    buffer = BytesIO()
    Image.new("RGB", (8, 8), "#345").save(buffer, kind)
    return buffer.getvalue()


def text_value(attribute_id: int, text: str, unit: str = "") -> Json:
    """An attribute filled with free text."""
    value = {"value_id": 0, "original_value_name": text}
    if unit:
        value["value_unit"] = unit
    return {"attribute_id": attribute_id, "attribute_value_list": [value]}


FOOD_ATTRIBUTES: list[Json] = [
    {"attribute_id": 100095, "attribute_value_list": [{"value_id": 1001}]},
    text_value(100999, "HTX Mường Khương"),
    text_value(101001, "Xã Mường Khương, tỉnh Lào Cai"),
    text_value(100010, "12", "Tháng"),
]


class Control:
    """The control calls of one marketplace."""

    def __init__(self, url: str, token: str) -> None:
        self.http = httpx.Client(
            base_url=f"{url}/_control",
            headers={"X-Control-Token": token},
            verify=False,
            timeout=PATIENCE,
        )

    def get(self, path: str, **params: Any) -> Json:
        answer = self.http.get(path, params=params)
        answer.raise_for_status()
        return dict(answer.json())

    def post(self, path: str, **body: Any) -> Json:
        answer = self.http.post(path, json=body)
        answer.raise_for_status()
        return dict(answer.json())


class Caller:
    """Signs and sends calls for one shop; ``now`` may be set to shift its watch."""

    def __init__(
        self, url: str, settings: SandboxSettings, shop_id: int, access_token: str = ""
    ) -> None:
        self.settings = settings
        self.http = httpx.Client(base_url=url, verify=False, timeout=PATIENCE)
        self.shop_id = shop_id
        self.access_token = access_token
        self.now: Callable[[], float] = time.time

    def query(self, path: str, *, public: bool = False) -> Json:
        """Signed common parameters."""
        stamp, partner = str(int(self.now())), self.settings.partner_id
        own = "" if public else f"{self.access_token}{self.shop_id}"
        base = f"{partner}{path}{stamp}{own}".encode()
        sign = hmac.new(self.settings.partner_key.encode(), base, hashlib.sha256).hexdigest()
        query: Json = {"partner_id": partner, "timestamp": stamp, "sign": sign}
        if not public:
            query |= {"access_token": self.access_token, "shop_id": self.shop_id}
        return query

    def get(self, name: str, **params: Any) -> Json:
        path = f"/api/v2/{name}"
        return dict(self.http.get(path, params=self.query(path) | params).json())

    def post(self, name: str, body: Json) -> Json:
        path = f"/api/v2/{name}"
        return dict(self.http.post(path, params=self.query(path), json=body).json())

    def public_post(self, path: str, body: Json) -> Json:
        return dict(self.http.post(path, params=self.query(path, public=True), json=body).json())

    def upload(self, content: bytes, name: str = "anh.png") -> Json:
        params = self.query(UPLOAD, public=True)
        answer = self.http.post(UPLOAD, params=params, files={"image": (name, content)})
        return dict(answer.json())

    def draft(self, sku: str = "LC-001", **changes: Any) -> Json:
        """A complete new item; a change to None leaves the field out."""
        image_id = self.upload(picture())["response"]["image_info"]["image_id"]
        body: Json = {
            "item_name": "Mật ong hoa bạc hà Mường Khương",
            "description": "Mật ong nguyên chất, thu hoạch tháng 11.",
            "category_id": 100812,
            "original_price": 285_000,
            "weight": 0.75,
            "item_sku": sku,
            "condition": "NEW",
            "image": {"image_id_list": [image_id]},
            "logistic_info": [{"logistic_id": 50018, "enabled": True}],
            "brand": {"brand_id": 0, "original_brand_name": "No Brand"},
            "seller_stock": [{"stock": 40}],
            "attribute_list": FOOD_ATTRIBUTES,
        }
        return {name: value for name, value in (body | changes).items() if value is not None}

    def add(self, sku: str = "LC-001", **changes: Any) -> int:
        """Create an item that must be accepted."""
        answer = self.post("product/add_item", self.draft(sku, **changes))
        assert answer["error"] == "", answer
        return int(answer["response"]["item_id"])

    def status(self, item_id: int) -> str:
        answer = self.get("product/get_item_base_info", item_id_list=item_id)
        return str(answer["response"]["item_list"][0]["item_status"])
