"""Settings: `config.toml` first, environment variables (`CHOPHIEN_…`) over it.

Relative paths are taken from the folder of the configuration file. Secrets come from the
environment or from files named here, never from the file itself.
"""

import os
import unicodedata
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
"""HH:MM, the time of day in Vietnam."""


class SiteSettings(BaseModel):
    """Whose installation this is."""

    name: str = Field(default="Chợ Phiên", description="tên hiện trên mọi trang")
    province: str = Field(default="Lào Cai", description="tỉnh của cơ sở cài đặt")
    province_code: str = Field(default="15", description="mã tỉnh sau 01/07/2025")
    operator: str = Field(
        default="Trung tâm Xúc tiến thương mại", description="đơn vị vận hành, ghi ở chân trang"
    )
    contact: str = Field(default="", description="địa chỉ liên hệ ghi trong User-Agent")


class DatabaseSettings(BaseModel):
    """Where the truth is kept."""

    url: str = Field(default="", description="URL SQLAlchemy; rỗng: SQLite trong data_dir")


class WebSettings(BaseModel):
    """The storefront's address and its guards."""

    host: str = Field(default="127.0.0.1", description="địa chỉ nghe của trang web")
    port: int = Field(default=8765, ge=1, le=65535, description="cổng của trang web")
    trusted_hosts: list[str] = Field(
        default_factory=lambda: ["127.0.0.1", "localhost"],
        description="tên miền mà trang web nhận",
    )
    proxies: int = Field(default=0, ge=0, le=5, description="số proxy tin cậy đứng trước")
    https: bool = Field(default=False, description="bật cookie __Host-, Secure")
    idle_minutes: int = Field(
        default=60, ge=5, le=1440, description="không dùng quá số phút này thì phải đăng nhập lại"
    )
    totp_required: bool = Field(default=False, description="bắt buộc mã một lần cho cán bộ")


class SandboxSettings(BaseModel):
    """The simulated marketplaces that stand in until a real host is configured."""

    enabled: bool = Field(default=True, description="dùng sàn mô phỏng khi chưa có sàn thật")
    shopee_port: int = Field(default=8771, ge=1, le=65535, description="cổng Shopee mô phỏng")
    floor_port: int = Field(default=8772, ge=1, le=65535, description="cổng sàn bưu điện mô phỏng")
    speed: float = Field(default=24.0, ge=1, le=100000, description="tăng tốc đồng hồ sàn")


class ScheduleSettings(BaseModel):
    """How often each job runs, in seconds."""

    plan_push: int = Field(default=900, ge=1, description="lập kế hoạch và gửi lên sàn")
    observe_api: int = Field(default=1800, ge=1, description="đọc trạng thái qua API")
    observe_page: int = Field(default=300, ge=1, description="xếp các trang đến lượt đọc")
    observe_shops: int = Field(
        default=900, ge=1, description="xếp các trang gian hàng đến lượt đọc"
    )
    token_refresh: int = Field(default=600, ge=1, description="gia hạn ủy quyền gian hàng")
    certificate_watch: int = Field(default=86400, ge=1, description="xem giấy sắp hết hạn")
    notice_sweep: int = Field(default=900, ge=1, description="xem có gì mới phải báo cho ai")
    notify: int = Field(default=60, ge=1, description="báo sự cố, soạn và gửi thông báo đến giờ")
    housekeeping: int = Field(default=86400, ge=1, description="dọn dẹp")


class PlanSettings(BaseModel):
    """When a plan waits for a second person."""

    approval_share: float = Field(default=0.2, ge=0, le=1, description="phần tin bị rút/đổi giá")
    approval_least: int = Field(default=10, ge=1, description="dưới số này không cần duyệt")


class HttpSettings(BaseModel):
    """Manners towards other people's servers."""

    user_agent: str = Field(default="ChoPhien/0.1", description="tên máy đọc của chúng ta")
    page_gap_seconds: float = Field(default=3.0, ge=0, description="khoảng cách hai lần đọc trang")
    page_deadline_seconds: float = Field(default=20.0, gt=0, description="hạn đọc một trang")
    page_max_bytes: int = Field(
        default=5_000_000, gt=0, description="cỡ trang lớn nhất, sau giải nén"
    )
    proxy: str = Field(
        default="",
        description="proxy để đọc trang công khai (http://máy:cổng); rỗng: không dùng, "
        "biến môi trường cũng không được đọc",
    )
    private_hosts: list[str] = Field(
        default_factory=list,
        description="địa chỉ:cổng trong mạng nội bộ được phép đọc trang (sàn của chính tỉnh)",
    )
    stop_seconds: float = Field(
        default=86_400.0, gt=0, description="sàn chặn 5 lần liền thì ngừng hỏi bấy lâu"
    )
    sleep_seconds: float = Field(
        default=30.0, gt=0, description="sàn không kết nối được: nghỉ lần đầu, sau đó gấp đôi dần"
    )


class CadenceSettings(BaseModel):
    """How often a public page is read again (seconds), and how many a day."""

    soon_seconds: float = Field(
        default=21_600.0,
        gt=0,
        description="tin mới, vừa đổi, đang thiếu, quanh ngày công nhận hết hạn: đọc lại sau",
    )
    usual_seconds: float = Field(default=86_400.0, gt=0, description="tin ổn định: đọc lại sau")
    longest_seconds: float = Field(
        default=604_800.0, gt=0, description="ổn định mãi thì thưa dần, nhiều nhất"
    )
    retry_seconds: float = Field(
        default=1_800.0, gt=0, description="lần đọc không rõ: đọc lại sau, rồi gấp đôi dần"
    )
    new_seconds: float = Field(default=259_200.0, ge=0, description="coi là tin mới trong")
    changed_seconds: float = Field(default=259_200.0, ge=0, description="coi là vừa đổi trong")
    certificate_days: int = Field(
        default=90, ge=0, description="công nhận sắp hết hạn trong số ngày này: không đọc thưa"
    )
    full_seconds: float = Field(
        default=604_800.0, gt=0, description="lâu nhất giữa hai lần đọc trọn trang (không tin 304)"
    )
    pages_per_host_per_day: int = Field(
        default=20_000, ge=1, description="số trang nhiều nhất đọc ở một tên miền mỗi ngày"
    )
    probe_seconds: float = Field(
        default=900.0, gt=0, description="tên miền đang có sự cố: thử lại vài trang sau mỗi"
    )
    second_opinion_share: float = Field(
        default=0.02, ge=0, le=1, description="sàn có API: phần tin được đọc thêm trang mỗi kỳ"
    )
    second_opinion_seconds: float = Field(
        default=604_800.0, gt=0, description="một kỳ đọc thêm trang của sàn có API"
    )


class EvidenceSettings(BaseModel):
    """How long the fragments behind observations are kept whole; their hashes stay for ever."""

    keep_days: int = Field(
        default=180,
        ge=1,
        description="giữ nguyên nội dung bằng chứng trong số ngày này; cũ hơn chỉ giữ bản mới nhất "
        "và bản đầu mỗi lần đổi trạng thái",
    )


class NoticeSettings(BaseModel):
    """Telling people: the servers that carry notices, and what holds until a person chooses."""

    email_host: str = Field(default="", description="máy chủ gửi thư (SMTP); rỗng: không gửi thư")
    email_port: int = Field(default=587, ge=1, le=65535, description="cổng máy chủ gửi thư")
    email_security: Literal["starttls", "ssl", "none"] = Field(
        default="starttls", description="cách mã hóa đường gửi thư"
    )
    email_user: str = Field(default="", description="tài khoản gửi thư; rỗng: không đăng nhập")
    email_from: str = Field(default="", description="địa chỉ đứng tên gửi thư")
    telegram_api: str = Field(
        default="https://api.telegram.org", description="máy chủ Bot API của Telegram"
    )
    site_url: str = Field(
        default="", description="địa chỉ trang web ghi trong thông báo; rỗng: không ghi liên kết"
    )
    digest_hour: int = Field(default=7, ge=0, le=23, description="giờ gửi bản tin hằng ngày")
    quiet_from: str = Field(
        default="21:00", pattern=CLOCK, description="từ giờ này không gửi, cả tin khẩn"
    )
    quiet_until: str = Field(default="06:30", pattern=CLOCK, description="đến giờ này gửi lại")
    repeat_days: int = Field(
        default=7, ge=1, le=365, description="việc vẫn còn: nhắc lại sau số ngày này"
    )
    withdrawn_hours: int = Field(
        default=24,
        ge=1,
        description="“không thấy” đã báo mà trong số giờ này lại thấy: tính là báo sai",
    )
    figure_days: int = Field(
        default=90, ge=1, description="tỷ lệ báo sai tính trên thông báo của số ngày này"
    )


class ShopeeSettings(BaseModel):
    """Shopee Open Platform; without a partner id the sandbox is used."""

    host: str = Field(default="", description="rỗng: sàn mô phỏng")
    partner_id: int = Field(default=0, description="mã đối tác của Shopee Open Platform")
    redirect_url: str = Field(default="", description="địa chỉ nhận mã ủy quyền")
    callback_url: str = Field(default="", description="địa chỉ nhận push, đúng như đã đăng ký")
    rate: float = Field(default=10.0, gt=0, le=100, description="số lần gọi mỗi giây một gian hàng")


class FloorSettings(BaseModel):
    """Floors without an API: hosts whose pages may be read, and the columns of the upload pack."""

    label: str = Field(default="Nông sản Bưu điện (buudien.vn)", description="tên sàn")
    hosts: list[str] = Field(
        default_factory=lambda: ["postmart.vn", "buudien.vn", "nongsan.buudien.vn"],
        description="tên miền được phép đọc trang",
    )
    columns: dict[str, str] = Field(default_factory=dict, description="tiêu đề cột theo mẫu sàn")


class ChannelSettings(BaseModel):
    """One table for each channel."""

    shopee: ShopeeSettings = Field(default_factory=ShopeeSettings)
    buudien: FloorSettings = Field(default_factory=FloorSettings)


class Settings(BaseSettings):
    """Everything that can be set; see the table in README.md."""

    model_config = SettingsConfigDict(
        env_prefix="CHOPHIEN_", env_nested_delimiter="__", extra="forbid"
    )

    mode: Literal["demo", "production"] = Field(default="demo", description="bản thử hay bản thật")
    data_dir: Path = Field(default=Path("var"), description="nơi giữ dữ liệu, ảnh, bản sao lưu")
    secret_key_file: Path | None = Field(default=None, description="tệp giữ khóa bí mật")
    secret_key: str = Field(default="", repr=False, description="chỉ qua biến môi trường")
    shopee_partner_key: str = Field(default="", repr=False, description="chỉ qua môi trường")
    notice_email_password: str = Field(
        default="", repr=False, description="mật khẩu gửi thư, chỉ qua môi trường"
    )
    notice_telegram_token: str = Field(
        default="", repr=False, description="khóa bot Telegram, chỉ qua môi trường"
    )
    site: SiteSettings = Field(default_factory=SiteSettings)
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    web: WebSettings = Field(default_factory=WebSettings)
    sandbox: SandboxSettings = Field(default_factory=SandboxSettings)
    schedule: ScheduleSettings = Field(default_factory=ScheduleSettings)
    plan: PlanSettings = Field(default_factory=PlanSettings)
    http: HttpSettings = Field(default_factory=HttpSettings)
    cadence: CadenceSettings = Field(default_factory=CadenceSettings)
    evidence: EvidenceSettings = Field(default_factory=EvidenceSettings)
    notices: NoticeSettings = Field(default_factory=NoticeSettings)
    channels: ChannelSettings = Field(default_factory=ChannelSettings)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then the TOML file."""
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls, toml_file=config_file()),
        )

    @property
    def database_url(self) -> str:
        """The URL to open: as configured, else SQLite in the data folder."""
        return self.database.url or f"sqlite:///{(self.data_dir / 'chophien.db').as_posix()}"

    @property
    def user_agent(self) -> str:
        """Our honest name, with a contact where the installation gave one."""
        contact = self.site.contact or self.site.operator
        # Headers are ASCII: the marks go, the letters stay.
        plain = unicodedata.normalize("NFD", contact.replace("đ", "d").replace("Đ", "D"))
        ascii_contact = plain.encode("ascii", "ignore").decode().strip()
        return (
            f"{self.http.user_agent} (+{ascii_contact})"
            if ascii_contact
            else (self.http.user_agent)
        )


def config_file() -> Path:
    """`CHOPHIEN_CONFIG`, else `config.toml` in the working folder."""
    return Path(os.environ.get("CHOPHIEN_CONFIG", "config.toml"))


def load_settings() -> Settings:
    """Read the settings; relative paths become absolute beside the configuration file.

    Raises pydantic.ValidationError with the offending key for a bad value or an unknown one.
    """
    settings = Settings()
    folder = config_file().resolve().parent
    settings.data_dir = (folder / settings.data_dir).resolve()
    if settings.secret_key_file is not None:
        settings.secret_key_file = (folder / settings.secret_key_file).resolve()
    return settings
