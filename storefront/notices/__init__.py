"""One's own notices (thông báo): what was told, where and when one wants to be told."""

from flask import Blueprint

from storefront.notices import settings, views

blueprint = Blueprint("notices", __name__)
blueprint.add_url_rule("/thong-bao", "own", views.own)
blueprint.add_url_rule("/thong-bao/cai-dat", "settings", settings.settings, methods=["GET", "POST"])
blueprint.add_url_rule("/thong-bao/gui-thu", "try_out", settings.try_out, methods=["POST"])
blueprint.add_url_rule("/thong-bao/<int:notice_id>/bao-sai", "mark", views.mark, methods=["POST"])
blueprint.add_url_rule("/quan-tri/bao-sai", "false_alarms", views.false_alarms)
