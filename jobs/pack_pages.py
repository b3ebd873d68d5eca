"""Upload packs from the shop's page: made and downloaded by a button, handed over by another."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from flask import Blueprint, flash, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from catalog.config import Settings
from catalog.db import Database
from catalog.errors import ChoPhienError
from catalog.models import utc_now
from connectors.floor.pack import Pack
from jobs import packs
from storefront.staff.work import actor

PATH = "/quan-tri/gian-hang/<int:shop_id>"
LONGEST_NAME = 120


def packs_blueprint(settings: Settings, database: Database) -> Blueprint:
    """The views `packs.export` (a ZIP) and `packs.hand_over` (who took it)."""
    blueprint = Blueprint("packs", __name__)
    counter = _Counter(settings, database)
    blueprint.add_url_rule(f"{PATH}/goi-hang", "export", counter.export, methods=["POST"])
    blueprint.add_url_rule(f"{PATH}/ban-giao", "hand_over", counter.hand_over, methods=["POST"])
    return blueprint


class _Counter:
    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database

    def export(self, shop_id: int) -> Response:
        """The shop's wanted and complete goods as one ZIP."""
        with tempfile.TemporaryDirectory() as folder:
            try:
                pack = self._made(shop_id, Path(folder), utc_now())
            except ChoPhienError as error:
                flash(f"{error.text_vi}.", "danger")
                return _home(shop_id)
            content = _kept(pack.archive)
        name = f"goi-hang-{pack.file_hash[:12]}.zip"
        return send_file(content, "application/zip", as_attachment=True, download_name=name)

    def _made(self, shop_id: int, folder: Path, now: datetime) -> Pack:
        return packs.export(self._database, self._settings, shop_id, folder, actor(), now)

    def hand_over(self, shop_id: int) -> Response:
        """Note who took a pack, now."""
        file_hash = request.form.get("goi", "").strip()
        taker = " ".join(request.form.get("nguoi_nhan", "").split())[:LONGEST_NAME]
        if not file_hash or not taker:
            flash("Ghi tên người nhận bộ hồ sơ.", "danger")
            return _home(shop_id)
        try:
            with self._database.write() as session:
                packs.hand_over(session, shop_id, file_hash, taker, actor(), utc_now())
        except ChoPhienError as error:
            flash(f"{error.text_vi}.", "danger")
        else:
            flash(f"Đã ghi: bàn giao bộ hồ sơ cho {taker}.")
        return _home(shop_id)


def _kept(archive: Path) -> BinaryIO:
    """The archive as an unnamed file, which outlives its folder until it is sent."""
    content = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response
    with archive.open("rb") as written:
        shutil.copyfileobj(written, content)
    content.seek(0)
    return content


def _home(shop_id: int) -> Response:
    return redirect(url_for("staff.shop", shop_id=shop_id, _anchor="goi-hang"))
