"""Review to live or banned, resubmission, and the push that tells about a ban."""

import hashlib
import hmac
import json
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.unit.sandbox.caller import Caller, Control


@dataclass
class Receiver:
    """A partner's callback; answers 500 until ``refusals`` are used up."""

    url: str
    refusals: int = 0
    received: "queue.Queue[tuple[str, bytes]]" = field(default_factory=queue.Queue)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            refused = known.refusals > 0
            known.refusals -= refused
            self.send_response(500 if refused else 204)
            self.end_headers()
            known.received.put((self.headers["Authorization"], body))

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known = Receiver(f"http://127.0.0.1:{server.server_port}/shopee/push?env=test")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield known
    server.shutdown()
    thread.join()
    server.server_close()


def test_review_takes_its_time_then_the_item_is_live(caller: Caller, control: Control) -> None:
    control.post("/rules", review_seconds=3600)
    item_id = caller.add()
    assert caller.status(item_id) == "REVIEWING"
    control.post("/clock", advance=3601)
    assert caller.status(item_id) == "NORMAL"


def test_speed_shortens_the_review(caller: Caller, control: Control) -> None:
    control.post("/rules", review_seconds=86_400)
    control.post("/clock", speed=1e9)
    assert caller.status(caller.add()) == "NORMAL"


def test_an_item_sent_as_unlisted_stays_so_after_review(caller: Caller) -> None:
    assert caller.status(caller.add(item_status="UNLIST")) == "UNLIST"


def test_a_refused_item_is_banned_fixed_and_resubmitted(caller: Caller, control: Control) -> None:
    rule = {"reason": "License Reason", "suggestion": "Upload license"}
    control.post("/rules", reject={"LC-013": rule})
    item_id = caller.add("LC-013")
    assert caller.status(item_id) == "BANNED"
    answer = caller.get("product/get_item_violation_info", item_id_list=item_id)
    [detail] = answer["response"]["item_list"][0]["item_status_details"]
    assert detail["violation_reason"] == "License Reason"
    assert detail["suggestion"] == "Upload license"
    control.post("/rules", reject={}, review_seconds=60)
    fixed = {"item_id": item_id, "description": "Đã bổ sung giấy chứng nhận OCOP."}
    assert caller.post("product/update_item", fixed)["response"]["item_status"] == "REVIEWING"
    control.post("/clock", advance=61)
    assert caller.status(item_id) == "NORMAL"


def test_a_ban_is_pushed_signed_over_the_raw_body(
    caller: Caller, control: Control, receiver: Receiver
) -> None:
    control.post("/rules", push_url=receiver.url)
    item_id = caller.add()
    control.post(f"/items/{item_id}", status="BANNED", reason="Hàng cấm bán")
    header, body = receiver.received.get(timeout=20)
    key, message = caller.settings.partner_key.encode(), receiver.url.encode() + b"|" + body
    assert header == hmac.new(key, message, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert (told["code"], told["shop_id"]) == (16, caller.shop_id)
    assert told["data"]["item_id"] == item_id
    assert told["data"]["item_status_details"][0]["violation_reason"] == "Hàng cấm bán"
    assert "Hàng cấm bán".encode() in body


def test_a_failed_push_comes_again(caller: Caller, control: Control, receiver: Receiver) -> None:
    receiver.refusals = 1
    control.post("/clock", speed=300)
    control.post("/rules", push_url=receiver.url)
    control.post(f"/items/{caller.add()}", status="BANNED")
    first = receiver.received.get(timeout=20)
    assert receiver.received.get(timeout=20) == first


def test_pushes_end_after_four_attempts(caller: Caller, control: Control) -> None:
    control.post("/clock", speed=1e6)
    control.post("/rules", push_url="http://127.0.0.1:9/closed")
    control.post(f"/items/{caller.add()}", status="BANNED")
    waited = threading.Event()
    for _ in range(200):
        [push] = control.get("/pushes")["pushes"]
        if push["next_at"] is None:
            break
        waited.wait(0.1)
    assert (push["attempts"], push["last_status"]) == (4, 0)
