"""The doctor's checks: each says what is wrong and what to do, in one line."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from catalog.config import Settings
from catalog.db import Database
from catalog.errors import ChoPhienError
from catalog.labels import WAY_VI
from catalog.migrate import revision
from catalog.migrations import HEAD
from catalog.models import NoticeSetting, utc_now
from catalog.notices.addresses import configured
from catalog.status import NoticeWay
from catalog.vault import load_secret
from connectors import registry
from jobs.demo.sandbox import floor_url
from jobs.engine.heartbeat import late_schedules, workers_alive

LEAST_FREE = 500_000_000
MOST_SKEW = 120.0
"""Seconds; Shopee refuses signatures more than five minutes off."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer; `advice_vi` is empty when all is well."""

    name: str
    ok: bool
    text_vi: str
    advice_vi: str = ""


def examine(settings: Settings, database: Database) -> Iterator[Finding]:
    """Every check, in the order in which a person would repair things."""
    for check in (_secret, _disk, _database, _schema, _worker, _schedules, _notices):
        yield _safely(check, settings, database)
    for kind in registry.CHANNELS:
        yield from _reach(settings, kind)


def _safely(
    check: Callable[[Settings, Database], Finding], settings: Settings, database: Database
) -> Finding:
    name = check.__name__.strip("_")
    try:
        return check(settings, database)
    except SQLAlchemyError as error:
        text = f"Cơ sở dữ liệu không trả lời ({type(error).__name__})"
        return Finding(name, False, text, "Kiểm tra database.url và máy chủ cơ sở dữ liệu")
    except ChoPhienError as error:
        return Finding(name, False, error.text_vi, "Sửa cấu hình rồi chạy lại")


def _secret(settings: Settings, _database: Database) -> Finding:
    load_secret(settings)
    return Finding("secret", True, "Khóa bí mật đủ dài")


def _disk(settings: Settings, _database: Database) -> Finding:
    folder = settings.data_dir if settings.data_dir.exists() else settings.data_dir.parent
    free = shutil.disk_usage(folder).free
    text = f"Đĩa còn {free // 1_000_000} MB"
    if free < LEAST_FREE:
        return Finding("disk", False, text, "Dọn đĩa hoặc chuyển data_dir sang ổ khác")
    return Finding("disk", True, text)


def _database(_settings: Settings, database: Database) -> Finding:
    with database.write():
        return Finding("database", True, f"Cơ sở dữ liệu ghi được ({database.engine.dialect.name})")


def _schema(_settings: Settings, database: Database) -> Finding:
    at = revision(database)
    if at == HEAD:
        return Finding("schema", True, f"Cấu trúc dữ liệu mới nhất ({at})")
    text = f"Cấu trúc dữ liệu {at or 'còn trống'}, cần {HEAD}"
    return Finding("schema", False, text, "Chạy “chophien up” hoặc “chophien init”")


def _worker(_settings: Settings, database: Database) -> Finding:
    with database.read() as session:
        alive = workers_alive(session, utc_now())
    if alive:
        return Finding("worker", True, f"{len(alive)} tiến trình làm việc đang sống")
    return Finding(
        "worker",
        False,
        "Không có tiến trình làm việc nào",
        "Chạy “chophien up” hoặc “chophien worker”",
    )


def _schedules(_settings: Settings, database: Database) -> Finding:
    with database.read() as session:
        late = late_schedules(session, utc_now())
    if not late:
        return Finding("schedules", True, "Lịch chạy đúng hẹn")
    names = ", ".join(row.name for row in late)
    return Finding("schedules", False, f"Trễ hẹn: {names}", "Khởi động lại tiến trình làm việc")


def _notices(settings: Settings, database: Database) -> Finding:
    """An installation that can't send mail is in order, but somebody may wait for notices."""
    with database.read() as session:
        people = session.scalar(select(func.count()).select_from(NoticeSetting)) or 0
    ways = [WAY_VI[way] for way in configured(settings)]
    if NoticeWay.EMAIL in configured(settings):
        return Finding("notices", True, f"Thông báo gửi qua {', '.join(ways)}; {people} người đặt")
    return Finding(
        "notices",
        True,
        f"Thông báo: chưa có máy chủ thư, chỉ gửi được qua {', '.join(ways)}",
        "Đặt [notices] email_host, email_from nếu muốn gửi thư; chưa đặt thì không gửi gì",
    )


def _reach(settings: Settings, kind: str) -> Iterator[Finding]:
    channel = registry.get(kind)
    if registry.has_api(channel):
        place = registry.endpoint(kind, settings)
        if place is None:
            text = f"{kind}: chưa cấu hình"
            yield Finding(kind, False, text, f"Điền [channels.{kind}] trong config.toml")
            return
        yield _host(kind, place.base_url)
    elif settings.sandbox.enabled:
        yield _host(kind, floor_url(settings))


def _host(kind: str, url: str) -> Finding:
    """Any HTTP answer will do; its Date header tells whether our clock is right."""
    try:
        answer = httpx.get(url, timeout=10, trust_env=False, follow_redirects=False)
    except httpx.HTTPError as error:
        text = f"{kind}: {url} không trả lời ({type(error).__name__})"
        return Finding(kind, False, text, "Kiểm tra mạng; với bản thử, chạy “chophien up”")
    skew = _skew(answer)
    if skew > MOST_SKEW:
        text = f"{kind}: đồng hồ máy lệch {skew:.0f} giây so với sàn"
        return Finding(kind, False, text, "Chỉnh giờ máy chủ (NTP)")
    return Finding(kind, True, f"{kind}: {url} trả lời, lệch giờ {skew:.0f} giây")


def _skew(answer: httpx.Response) -> float:
    stated = answer.headers.get("date")
    if not stated:
        return 0.0
    return abs((parsedate_to_datetime(stated) - utc_now()).total_seconds())
