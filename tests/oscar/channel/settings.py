"""What the channel needs: an address and a key pair for each shop."""

import os

from pydantic import BaseModel, Field, SecretStr

from catalog.config import Settings
from connectors.base import Endpoint

ADDRESS = "OSCAR_SHOP_URL"


class OscarKeys(BaseModel):
    """A staff account of the shop; kept sealed beside the shop's row."""

    login: str = Field(description="tên đăng nhập của nhân viên gian hàng")
    password: SecretStr = Field(description="mật khẩu (bí mật)")


def endpoint(_settings: Settings) -> Endpoint | None:
    """The shop that the test started, if it did."""
    address = os.environ.get(ADDRESS)
    return Endpoint(address, is_sandbox=True) if address else None
