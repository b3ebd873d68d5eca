"""Make the shop's database once: tables, a staff account, a vendor, a class and a category.

Run as a program with `OSCAR_DATA` set. Tables come from the models as they are now: replaying
the history of 40 applications takes six times as long and ends at the same place.
"""

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

LOGIN, PASSWORD = "chophien", "mat-khau-cua-gian-hang"
PRODUCT_CLASS, CATEGORY = "OCOP", "Thực phẩm"


def prepare() -> None:
    """Fill an empty database."""
    django.setup()
    settings.MIGRATION_MODULES = {one.label: None for one in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    staff = apps.get_model("auth", "User").objects
    staff.create_superuser(LOGIN, "canbo@example.vn", PASSWORD)
    apps.get_model("partner", "Partner").objects.create(name="HTX Chè Suối Giàng")
    apps.get_model("catalogue", "ProductClass").objects.create(
        name=PRODUCT_CLASS, slug=PRODUCT_CLASS.lower(), track_stock=True
    )
    apps.get_model("catalogue", "Category").objects.add_root(
        {"name": CATEGORY, "slug": "thuc-pham"}
    )


if __name__ == "__main__":
    prepare()
