"""What Shopee needs: the installation's app, and what a shop may fix for all its listings."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from catalog.config import Settings
from catalog.contract import ShopRef
from connectors.base import ChannelError, Decision, Endpoint, Kind

PRODUCTION_HOST = "https://partner.shopeemobile.com"


class ShopeeApp(BaseModel):
    """The partner app; `partner_key` is secret and comes from the environment only."""

    partner_id: int = Field(gt=0, description="mã đối tác")
    partner_key: SecretStr = Field(description="khóa đối tác (bí mật)")
    host: str = Field(default=PRODUCTION_HOST, description="địa chỉ API")
    redirect_url: str = Field(default="", description="địa chỉ quay lại sau khi ủy quyền")
    callback_url: str = Field(default="", description="địa chỉ nhận push")


class ShopOptions(BaseModel):
    """Shop-wide choices in `Shop.settings`: what a seller states once for all listings."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    category_id: int | None = Field(default=None, description="ngành hàng lá dùng cho mọi sản phẩm")
    attributes: dict[str, str] = Field(
        default_factory=dict, description="thuộc tính mặc định, ví dụ “Hạn sử dụng”: “12 Tháng”"
    )
    logistic_ids: list[int] = Field(default_factory=list, description="kênh vận chuyển được dùng")


def options(shop: ShopRef) -> ShopOptions:
    """The shop's options; raises ChannelError (CONFIG) when they don't fit the schema."""
    try:
        return ShopOptions.model_validate(dict(shop.settings))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ChannelError(Decision(Kind.CONFIG, f"settings.{where}")) from None


def endpoint(settings: Settings) -> Endpoint | None:
    """The configured host, else the sandbox; None when neither is there."""
    shopee = settings.channels.shopee
    if shopee.partner_id and settings.shopee_partner_key:
        values = {
            "partner_id": str(shopee.partner_id),
            "partner_key": settings.shopee_partner_key,
        }
        return Endpoint(shopee.host or PRODUCTION_HOST, values, rate=shopee.rate)
    if not settings.sandbox.enabled:
        return None
    from connectors.sandbox.settings import SandboxSettings

    simulated = SandboxSettings()
    return Endpoint(
        f"http://127.0.0.1:{settings.sandbox.shopee_port}",
        {"partner_id": str(simulated.partner_id), "partner_key": simulated.partner_key},
        is_sandbox=True,
        rate=shopee.rate,
    )
