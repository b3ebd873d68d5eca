"""Every table of the catalog; importing this package registers all of them."""

from catalog.models.base import utc_now
from catalog.models.control import Circuit, Counter, Heartbeat, Lease, RateSlot
from catalog.models.fetching import HostPace, HostRobots, PageValidator, PageWatch
from catalog.models.listing import Channel, HandOver, Listing, Shop
from catalog.models.notice import (
    Notice,
    NoticeDelivery,
    NoticeLine,
    NoticeMessage,
    NoticeSetting,
)
from catalog.models.observation import Evidence, Incident, Observation
from catalog.models.place import Place, PlaceSuccession
from catalog.models.producer import PaymentAccount, Producer
from catalog.models.product import Product, Recognition
from catalog.models.shop_page import ShopObservation, ShopPage
from catalog.models.target import Target
from catalog.models.user import User, UserSession
from catalog.models.visitor_report import VisitorReport
from catalog.models.work import AuditEntry, ImportProblem, PlanRecord, Run, Task, TaskEvent

__all__ = [
    "AuditEntry",
    "Channel",
    "Circuit",
    "Counter",
    "Evidence",
    "HandOver",
    "Heartbeat",
    "HostPace",
    "HostRobots",
    "ImportProblem",
    "Incident",
    "Lease",
    "Listing",
    "Notice",
    "NoticeDelivery",
    "NoticeLine",
    "NoticeMessage",
    "NoticeSetting",
    "Observation",
    "PageValidator",
    "PageWatch",
    "PaymentAccount",
    "Place",
    "PlaceSuccession",
    "PlanRecord",
    "Producer",
    "Product",
    "RateSlot",
    "Recognition",
    "Run",
    "Shop",
    "ShopObservation",
    "ShopPage",
    "Target",
    "Task",
    "TaskEvent",
    "User",
    "UserSession",
    "VisitorReport",
    "utc_now",
]
