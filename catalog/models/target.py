"""Plan figures (chỉ tiêu kế hoạch) and the baselines that they are measured against."""

from sqlmodel import Field, SQLModel


class Target(SQLModel, table=True):
    """One indicator of a published plan, e.g. Kế hoạch 182/KH-UBND of Lào Cai for 2024."""

    key: str = Field(primary_key=True, max_length=80)
    plan: str = Field(max_length=160)
    indicator: str = Field(max_length=300)
    figure: str | None = Field(default=None, max_length=60)
    value: float
    unit: str = Field(max_length=20)
    year: int
    province: str = Field(max_length=120)
    source: str = Field(default="", max_length=300)
