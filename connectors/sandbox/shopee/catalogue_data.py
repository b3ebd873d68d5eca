"""Categories, attributes, brands, channels and limits of the simulated Shopee.

Numbers are invented; names and structure follow what a local shop in Vietnam sees.
"""

from dataclasses import dataclass

DROP_DOWN, COMBO, FREE_TEXT, MULTI_DROP, MULTI_COMBO = 1, 2, 3, 4, 5
ANY, INTEGER, STRING, DECIMAL, DATE = 0, 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Category:
    """A category (ngành hàng); parent 0 is the root."""

    category_id: int
    parent_id: int
    name: str
    english: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute; ``values`` maps value_id to text, ``units`` empty when it has none."""

    attribute_id: int
    name: str
    mandatory: bool
    input_type: int
    validation: int = ANY
    values: tuple[tuple[int, str], ...] = ()
    units: tuple[str, ...] = ()
    max_values: int = 1


_FOOD, _DRINK, _HOME, _HEALTH, _GARDEN, _BEAUTY = 100629, 100630, 100636, 100001, 100640, 100632

CATEGORIES = (
    Category(_FOOD, 0, "Thực phẩm", "Food"),
    Category(100650, _FOOD, "Gạo, ngũ cốc & hạt", "Rice & Grains"),
    Category(100801, 100650, "Gạo & nếp", "Rice", ("gạo", "nếp", "séng cù")),
    Category(100802, 100650, "Bột & miến, bún, phở khô", "Noodles", ("miến", "bún", "phở", "bột")),
    Category(100803, 100650, "Đậu & hạt", "Beans & Nuts", ("đậu", "lạc", "hạt")),
    Category(100651, _FOOD, "Thực phẩm tươi sống", "Fresh Food"),
    Category(100804, 100651, "Rau, củ & nấm", "Vegetables", ("rau", "củ", "nấm", "su su", "măng")),
    Category(100805, 100651, "Trái cây", "Fruit", ("quả", "bưởi", "cam", "mận", "lê", "chuối")),
    Category(
        100806, 100651, "Thịt, cá & trứng", "Meat & Fish", ("cá hồi", "cá tầm", "trứng", "gà")
    ),
    Category(100652, _FOOD, "Thực phẩm chế biến", "Processed Food"),
    Category(100807, 100652, "Thịt sấy & lạp xưởng", "Dried Meat", ("sấy", "lạp", "gác bếp")),
    Category(100808, 100652, "Đồ hộp & thực phẩm đóng gói", "Canned", ("chả", "giò", "ruốc")),
    Category(100809, 100652, "Trái cây sấy & mứt", "Dried Fruit", ("mứt", "ô mai", "sấy dẻo")),
    Category(100810, 100652, "Bánh & kẹo đặc sản", "Sweets", ("bánh", "kẹo", "chè lam")),
    Category(100653, _FOOD, "Gia vị & mật ong", "Condiments & Honey"),
    Category(100811, 100653, "Gia vị & nước chấm", "Seasoning", ("tương ớt", "muối", "gia vị")),
    Category(100812, 100653, "Mật ong", "Honey", ("mật ong",)),
    Category(_DRINK, 0, "Đồ uống", "Beverages"),
    Category(100654, _DRINK, "Trà & cà phê", "Tea & Coffee"),
    Category(100813, 100654, "Trà (chè) lá", "Leaf Tea", ("chè", "trà", "shan tuyết")),
    Category(100814, 100654, "Trà túi lọc & trà thảo mộc", "Tea Bags", ("túi lọc", "trà hoa")),
    Category(100815, 100654, "Cà phê", "Coffee", ("cà phê",)),
    Category(100655, _DRINK, "Rượu & đồ uống có cồn", "Alcohol"),
    Category(100816, 100655, "Rượu vang & rượu trái cây", "Wine", ("vang", "rượu mận", "rượu")),
    Category(100817, 100655, "Rượu mạnh", "Spirits", ("rượu ngô", "rượu thóc", "rượu mạnh")),
    Category(100818, _DRINK, "Nước ép & nước trái cây", "Juice", ("nước ép", "siro", "nước cốt")),
    Category(_HEALTH, 0, "Sức khỏe", "Health"),
    Category(100819, _HEALTH, "Thảo dược & dược liệu", "Herbs", ("cao", "sâm", "actiso", "atiso")),
    Category(
        100820, _HEALTH, "Tinh dầu & ngâm chân", "Essential Oil", ("tinh dầu", "quế", "thuốc")
    ),
    Category(_HOME, 0, "Nhà cửa & đời sống", "Home & Living"),
    Category(100656, _HOME, "Thủ công mỹ nghệ", "Handicraft"),
    Category(100821, 100656, "Dệt thổ cẩm", "Brocade", ("thổ cẩm", "khăn", "túi vải", "dệt")),
    Category(100822, 100656, "Mây tre đan & gỗ", "Rattan & Wood", ("mây", "tre", "đan", "gỗ")),
    Category(100823, 100656, "Trang sức & chạm bạc", "Silver", ("bạc", "vòng", "trang sức")),
    Category(_GARDEN, 0, "Hoa & cây cảnh", "Flowers & Plants"),
    Category(100824, _GARDEN, "Hoa tươi", "Fresh Flowers", ("hoa hồng", "hoa ly", "hoa")),
    Category(100825, _GARDEN, "Địa lan & cây cảnh", "Orchids", ("lan", "cây cảnh", "đào")),
    Category(_BEAUTY, 0, "Sắc đẹp", "Beauty"),
    Category(100826, _BEAUTY, "Xà phòng & dầu gội thảo mộc", "Soap", ("dầu gội", "xà phòng")),
)
BY_ID = {category.category_id: category for category in CATEGORIES}
PARENTS = {category.parent_id for category in CATEGORIES}

ORIGIN = Attribute(
    100095, "Xuất xứ", True, DROP_DOWN, STRING, ((1001, "Việt Nam"), (1002, "Trung Quốc"))
)
MAKER = Attribute(100999, "Tên tổ chức chịu trách nhiệm sản xuất", True, FREE_TEXT, STRING)
MAKER_ADDRESS = Attribute(
    101001, "Địa chỉ tổ chức chịu trách nhiệm sản xuất", True, FREE_TEXT, STRING
)
SHELF_LIFE = Attribute(
    100010, "Hạn sử dụng", True, FREE_TEXT, INTEGER, units=("Ngày", "Tháng", "Năm")
)
NET_WEIGHT = Attribute(100011, "Khối lượng tịnh", False, FREE_TEXT, DECIMAL, units=("g", "kg"))
EXPIRY = Attribute(100012, "Ngày hết hạn", False, FREE_TEXT, DATE)
STORAGE = Attribute(
    100013,
    "Điều kiện bảo quản",
    False,
    MULTI_COMBO,
    STRING,
    ((1101, "Nhiệt độ phòng"), (1102, "Ngăn mát"), (1103, "Ngăn đông")),
    max_values=3,
)
ALCOHOL = Attribute(100014, "Nồng độ cồn", True, FREE_TEXT, DECIMAL, units=("%",))
VOLUME = Attribute(100015, "Thể tích", True, FREE_TEXT, INTEGER, units=("ml", "L"))
MATERIAL = Attribute(
    100016,
    "Chất liệu",
    True,
    COMBO,
    STRING,
    ((1201, "Vải lanh"), (1202, "Tre"), (1203, "Gỗ"), (1204, "Bạc")),
)
PACK = Attribute(
    100017, "Loại đóng gói", False, MULTI_DROP, STRING, ((1301, "Hộp"), (1302, "Túi")), (), 2
)

_EATABLE = (ORIGIN, MAKER, MAKER_ADDRESS, SHELF_LIFE, NET_WEIGHT, EXPIRY, STORAGE, PACK)
_SPECIAL = {
    100655: (ORIGIN, MAKER, MAKER_ADDRESS, ALCOHOL, VOLUME),
    100818: (ORIGIN, MAKER, MAKER_ADDRESS, SHELF_LIFE, VOLUME),
    100656: (ORIGIN, MATERIAL),
    _GARDEN: (ORIGIN,),
    _BEAUTY: (ORIGIN, MAKER, MAKER_ADDRESS, VOLUME),
}

NO_BRAND = (0, "No Brand")
BRANDS = tuple(
    (1_100_000 + number, name)
    for number, name in enumerate(
        ("Mường Hoa", "Sa Pa Farm", "Tả Phìn", "Bắc Hà", "Y Tý", "Bát Xát", "Hoàng Liên"), 1
    )
)


@dataclass(frozen=True, slots=True)
class Channel:
    """A logistics channel (đơn vị vận chuyển); usable when enabled and not masked."""

    logistic_id: int
    name: str
    enabled: bool
    fee_type: str
    mask_channel_id: int = 0
    max_weight: float = 50.0


CHANNELS = (
    Channel(50018, "Nhanh", True, "FIXED_DEFAULT_PRICE"),
    Channel(50021, "SPX Express", True, "FIXED_DEFAULT_PRICE", mask_channel_id=50018),
    Channel(50011, "Hỏa Tốc", False, "FIXED_DEFAULT_PRICE", max_weight=20.0),
    Channel(50015, "Hàng Cồng Kềnh", True, "SIZE_INPUT"),
)

NAME_LENGTH = (10, 120)
DESCRIPTION_LENGTH = (10, 3000)
IMAGE_COUNT = (1, 9)
PRICE = (1000, 120_000_000)
STOCK = (0, 999_999)
DAYS_TO_SHIP = (7, 15)


def is_leaf(category_id: int) -> bool:
    """True for a category that items may be put into."""
    return category_id in BY_ID and category_id not in PARENTS


def attributes_of(category_id: int) -> tuple[Attribute, ...]:
    """The attributes of a category: the nearest special set above it, else the food set."""
    at = category_id
    while at in BY_ID:
        if at in _SPECIAL:
            return _SPECIAL[at]
        at = BY_ID[at].parent_id
    return _EATABLE
