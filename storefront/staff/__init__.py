"""The centre's pages: status board, errors, shops, producers, runs, plans, figures."""

from flask import Blueprint

from storefront.staff import boards, figures, incidents, new_shop, producers, shelf, shops, work

blueprint = Blueprint("staff", __name__, url_prefix="/quan-tri")
blueprint.add_url_rule("", "board", boards.board)
blueprint.add_url_rule("/loi", "errors", work.errors)
blueprint.add_url_rule("/gian-hang", "shops", shops.shops)
blueprint.add_url_rule("/gian-hang/moi", "new_shop", new_shop.form)
blueprint.add_url_rule("/gian-hang/moi", "open_shop", new_shop.save, methods=["POST"])
blueprint.add_url_rule("/gian-hang/<int:shop_id>", "shop", shelf.shop)
blueprint.add_url_rule("/gian-hang/<int:shop_id>/ke", "shelve", shelf.put, methods=["POST"])
blueprint.add_url_rule(
    "/gian-hang/<int:shop_id>/chung", "shop_common", shelf.common, methods=["POST"]
)
blueprint.add_url_rule(
    "/gian-hang/<int:shop_id>/ten", "change_shop", shelf.change, methods=["POST"]
)
blueprint.add_url_rule("/chu-the", "producers", producers.producers)
blueprint.add_url_rule("/chu-the/<int:producer_id>", "producer", producers.producer)
blueprint.add_url_rule(
    "/chu-the/<int:producer_id>/lien-he", "contact", producers.contact, methods=["POST"]
)
blueprint.add_url_rule(
    "/chu-the/<int:producer_id>/tai-khoan", "declare_account", producers.declare, methods=["POST"]
)
blueprint.add_url_rule(
    "/tai-khoan/<int:account_id>/xac-minh",
    "verify_account",
    producers.verify_account,
    methods=["POST"],
)
blueprint.add_url_rule(
    "/tai-khoan/<int:account_id>/ngung", "lapse_account", producers.lapse_account, methods=["POST"]
)
blueprint.add_url_rule("/lich-su", "runs", boards.runs)
blueprint.add_url_rule("/lich-su/<int:run_id>", "run", boards.run)
blueprint.add_url_rule("/ke-hoach", "plans", boards.plans)
blueprint.add_url_rule("/ke-hoach/duyet", "approve", boards.approve, methods=["POST"])
blueprint.add_url_rule("/tin/<int:listing_id>/gui-lai", "retry", work.retry, methods=["POST"])
blueprint.add_url_rule("/tin/<int:listing_id>/bo", "give_up", work.give_up, methods=["POST"])
blueprint.add_url_rule("/tin/<int:listing_id>/y-muon", "want", work.want, methods=["POST"])
blueprint.add_url_rule(
    "/tin/<int:listing_id>/anh-dung", "accept_picture", work.accept_picture, methods=["POST"]
)
blueprint.add_url_rule("/tin/<int:listing_id>/phu-luc", "annex", incidents.annex)
blueprint.add_url_rule(
    "/su-co/<int:incident_id>/dong", "close_incident", incidents.close, methods=["POST"]
)
blueprint.add_url_rule("/chi-tieu", "figures", figures.figures)
blueprint.add_url_rule("/danh-sach/<key>", "figure", figures.figure)
blueprint.add_url_rule("/viec/<int:task_id>", "task", work.task)
blueprint.add_url_rule(
    "/viec/<int:task_id>/lam-lai", "revive_task", work.revive_task, methods=["POST"]
)
blueprint.add_url_rule("/viec/<int:task_id>/bo", "drop_task", work.drop_task, methods=["POST"])
