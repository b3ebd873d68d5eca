"""Days as people here count them: times are UTC inside, days are those of Vietnam."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def local_day(moment: datetime) -> date:
    """The day that an aware moment falls on here."""
    return moment.astimezone(ZONE).date()
