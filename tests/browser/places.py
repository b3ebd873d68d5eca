"""Every kind of page: its address in the small market and who may see it."""

from tests.support.market import Market

SIZES = {"phone": (360, 740), "desk": (1280, 800)}
PUBLIC, STAFF, PRODUCER = "", "thu", "alice"

PAGES = {
    "home": ("/", PUBLIC),
    "catalog": ("/san-pham", PUBLIC),
    "filtered": ("/san-pham?q=tra&sao=4", PUBLIC),
    "nothing": ("/san-pham?q=zzzz", PUBLIC),
    "product": ("/san-pham/{tea_slug}-{tea}", PUBLIC),
    "doubtful": ("/san-pham/x-{honey}", PUBLIC),
    "producer": ("/chu-the/{alice}", PUBLIC),
    "sign_in": ("/dang-nhap", PUBLIC),
    "missing": ("/khong-co", PUBLIC),
    "own": ("/cua-toi", PRODUCER),
    "own_listing": ("/tin/{stopped_listing}", PRODUCER),
    "board": ("/quan-tri", STAFF),
    "errors": ("/quan-tri/loi", STAFF),
    "shops": ("/quan-tri/gian-hang", STAFF),
    "new_shop_owner": ("/quan-tri/gian-hang/moi?tim=htx", STAFF),
    "new_shop": ("/quan-tri/gian-hang/moi?cua=tinh", STAFF),
    "shop": ("/quan-tri/gian-hang/{alice_shop}", STAFF),
    "shop_unfit": ("/quan-tri/gian-hang/{alice_shop}?xem=khong", STAFF),
    "producers": ("/quan-tri/chu-the", STAFF),
    "staff_producer": ("/quan-tri/chu-the/{bob}", STAFF),
    "sheet": ("/cua-toi/san-pham/{tea}", PRODUCER),
    "staff_sheet": ("/cua-toi/san-pham/{cloth}?next=/quan-tri", STAFF),
    "runs": ("/quan-tri/lich-su", STAFF),
    "run": ("/quan-tri/lich-su/{run}", STAFF),
    "plan": ("/quan-tri/ke-hoach", STAFF),
    "figures": ("/quan-tri/chi-tieu", STAFF),
    "figure": ("/quan-tri/danh-sach/on_floor", STAFF),
    "listing": ("/tin/{tea_listing}", STAFF),
    "task": ("/quan-tri/viec/{dead_task}", STAFF),
    "notices": ("/thong-bao", PRODUCER),
    "notice_settings": ("/thong-bao/cai-dat", STAFF),
    "false_alarms": ("/quan-tri/bao-sai", STAFF),
    "totp": ("/tai-khoan/ma-mot-lan", STAFF),
}


def place(name: str, market: Market) -> tuple[str, str]:
    """The address and the login of a page."""
    path, login = PAGES[name]
    values = {field: getattr(market, field) for field in market.__slots__}
    return path.format(**values), login
