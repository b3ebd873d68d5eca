"""Places, producers, products, recognitions, shops and listings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _channel()
    _incident()
    _place()
    _target()
    _place_succession()
    _producer()
    _payment_account()
    _product()
    _shop()
    _hand_over()
    _listing()
    _recognition()


def _channel() -> None:
    op.create_table(
        "channel",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("assisted", sa.Boolean(), nullable=False),
        sa.Column("mapping_version", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_channel")),
    )


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("affected", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_scope"), "incident", ["scope"], unique=False)


def _place() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("era", sa.String(length=6), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_folded", sa.String(length=120), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("province_code", sa.String(length=4), nullable=False),
        sa.Column("province", sa.String(length=120), nullable=False),
        sa.CheckConstraint("era IN ('before', 'after')", name=op.f("ck_place_era_word")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    op.create_index(op.f("ix_place_era"), "place", ["era"], unique=False)
    op.create_index(op.f("ix_place_name_folded"), "place", ["name_folded"], unique=False)
    op.create_index(op.f("ix_place_province_code"), "place", ["province_code"], unique=False)


def _target() -> None:
    op.create_table(
        "target",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("plan", sa.String(length=160), nullable=False),
        sa.Column("indicator", sa.String(length=300), nullable=False),
        sa.Column("figure", sa.String(length=60), nullable=True),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("province", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_target")),
    )


def _place_succession() -> None:
    op.create_table(
        "place_succession",
        sa.Column("old_id", sa.String(length=20), nullable=False),
        sa.Column("new_id", sa.String(length=20), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["new_id"], ["place.id"], name=op.f("fk_place_succession_new_id")),
        sa.ForeignKeyConstraint(["old_id"], ["place.id"], name=op.f("fk_place_succession_old_id")),
        sa.PrimaryKeyConstraint("old_id", "new_id", name=op.f("pk_place_succession")),
    )
    op.create_index(
        op.f("ix_place_succession_new_id"), "place_succession", ["new_id"], unique=False
    )


def _producer() -> None:
    op.create_table(
        "producer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("legal_id", sa.String(length=40), nullable=True),
        sa.Column("province", sa.String(length=120), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("commune", sa.String(length=120), nullable=False),
        sa.Column("place_then_id", sa.String(), nullable=True),
        sa.Column("place_now_id", sa.String(), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("contact_consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('HTX', 'DN', 'THT', 'Hộ KD', 'Cơ sở SX', '')",
            name=op.f("ck_producer_kind_word"),
        ),
        sa.ForeignKeyConstraint(
            ["place_now_id"], ["place.id"], name=op.f("fk_producer_place_now_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_then_id"], ["place.id"], name=op.f("fk_producer_place_then_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer")),
        sa.UniqueConstraint("name_key", "province", name=op.f("uq_producer_name_key_province")),
    )
    op.create_index(op.f("ix_producer_name_key"), "producer", ["name_key"], unique=False)
    op.create_index(op.f("ix_producer_place_now_id"), "producer", ["place_now_id"], unique=False)
    op.create_index(op.f("ix_producer_place_then_id"), "producer", ["place_then_id"], unique=False)


def _payment_account() -> None:
    op.create_table(
        "payment_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("provider", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("account_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("verified_by", sa.String(length=80), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('bank', 'wallet', 'gateway', 'floor')",
            name=op.f("ck_payment_account_kind_word"),
        ),
        sa.CheckConstraint(
            "state IN ('declared', 'verified', 'lapsed')",
            name=op.f("ck_payment_account_state_word"),
        ),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f("fk_payment_account_producer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_account")),
        sa.UniqueConstraint(
            "producer_id",
            "kind",
            "provider",
            name=op.f("uq_payment_account_producer_id_kind_provider"),
        ),
    )
    op.create_index(
        op.f("ix_payment_account_producer_id"), "payment_account", ["producer_id"], unique=False
    )


def _product() -> None:
    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("identity_key", sa.String(length=600), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_folded", sa.String(length=300), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("product_group", sa.String(length=20), nullable=False),
        sa.Column("group_written", sa.String(length=200), nullable=False),
        sa.Column("xa", sa.String(length=120), nullable=False),
        sa.Column("huyen", sa.String(length=120), nullable=False),
        sa.Column("tinh", sa.String(length=120), nullable=False),
        sa.Column("place_then_id", sa.String(), nullable=True),
        sa.Column("place_now_id", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("price_vnd", sa.Integer(), nullable=True),
        sa.Column("price_is_sample", sa.Boolean(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("picture", sa.String(length=200), nullable=True),
        sa.Column("picture_is_sample", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "product_group IN ('thuc_pham', 'do_uong', 'duoc_lieu', 'thu_cong', "
            "'sinh_vat_canh', 'du_lich', '')",
            name=op.f("ck_product_product_group_word"),
        ),
        sa.CheckConstraint(
            "price_vnd IS NULL OR price_vnd > 0", name=op.f("ck_product_price_positive")
        ),
        sa.CheckConstraint(
            "stock IS NULL OR stock >= 0", name=op.f("ck_product_stock_not_negative")
        ),
        sa.CheckConstraint(
            "weight_g IS NULL OR weight_g > 0", name=op.f("ck_product_weight_positive")
        ),
        sa.ForeignKeyConstraint(
            ["place_now_id"], ["place.id"], name=op.f("fk_product_place_now_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_then_id"], ["place.id"], name=op.f("fk_product_place_then_id")
        ),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f("fk_product_producer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("identity_key", name=op.f("uq_product_identity_key")),
        sa.UniqueConstraint("sku", name=op.f("uq_product_sku")),
    )
    op.create_index(op.f("ix_product_name_folded"), "product", ["name_folded"], unique=False)
    op.create_index(op.f("ix_product_place_now_id"), "product", ["place_now_id"], unique=False)
    op.create_index(op.f("ix_product_place_then_id"), "product", ["place_then_id"], unique=False)
    op.create_index(op.f("ix_product_producer_id"), "product", ["producer_id"], unique=False)
    op.create_index(op.f("ix_product_product_group"), "product", ["product_group"], unique=False)
    op.create_index(op.f("ix_product_slug"), "product", ["slug"], unique=False)


def _shop() -> None:
    op.create_table(
        "shop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("credentials_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("access_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authorised_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("is_sandbox", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('unknown', 'active', 'suspended', 'closed')", name=op.f("ck_shop_state_word")
        ),
        sa.ForeignKeyConstraint(["channel"], ["channel.kind"], name=op.f("fk_shop_channel")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_shop_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
        sa.UniqueConstraint("channel", "external_id", name=op.f("uq_shop_channel_external_id")),
    )
    op.create_index(op.f("ix_shop_channel"), "shop", ["channel"], unique=False)
    op.create_index(op.f("ix_shop_producer_id"), "shop", ["producer_id"], unique=False)


def _hand_over() -> None:
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("exported_by", sa.String(length=80), nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_to", sa.String(length=120), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_hand_over_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("shop_id", "file_hash", name=op.f("uq_hand_over_shop_id_file_hash")),
    )
    op.create_index(op.f("ix_hand_over_shop_id"), "hand_over", ["shop_id"], unique=False)


def _listing() -> None:
    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("seller_sku", sa.String(length=60), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("public_url", sa.String(length=500), nullable=True),
        sa.Column("intent", sa.String(length=12), nullable=False),
        sa.Column("intent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dispatch", sa.String(length=20), nullable=False),
        sa.Column("dispatch_code", sa.String(length=80), nullable=True),
        sa.Column("dispatch_detail", sa.String(), nullable=True),
        sa.Column("dispatch_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dispatched_hash", sa.String(length=64), nullable=True),
        sa.Column("attempted_hash", sa.String(length=64), nullable=True),
        sa.Column("observed", sa.String(length=20), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("observed_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("observed_method", sa.String(length=10), nullable=True),
        sa.Column("observed_confidence", sa.Float(), nullable=True),
        sa.Column("observed_reason", sa.String(), nullable=True),
        sa.Column("observed_title", sa.String(length=500), nullable=True),
        sa.Column("observed_price_vnd", sa.Integer(), nullable=True),
        sa.Column("observed_stock", sa.Integer(), nullable=True),
        sa.Column("last_live_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_looks", sa.Integer(), nullable=False),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("api_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_status", sa.String(length=20), nullable=True),
        sa.Column("look_reason", sa.String(), nullable=True),
        sa.Column("held_incident_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "dispatch IN ('idle', 'queued', 'sending', 'accepted', 'rejected', "
            "'failed_retryable', 'failed_permanent', 'unknown_outcome', 'blocked')",
            name=op.f("ck_listing_dispatch_word"),
        ),
        sa.CheckConstraint(
            "intent IN ('not_wanted', 'list', 'update', 'withdraw')",
            name=op.f("ck_listing_intent_word"),
        ),
        sa.CheckConstraint(
            "observed = 'unknown' OR observed_at IS NOT NULL",
            name=op.f("ck_listing_observed_has_time"),
        ),
        sa.CheckConstraint(
            "observed IN ('unknown', 'not_found', 'draft', 'in_review', 'live', "
            "'live_out_of_stock', 'hidden_by_seller', 'rejected', 'suspended', 'removed')",
            name=op.f("ck_listing_observed_word"),
        ),
        sa.ForeignKeyConstraint(
            ["held_incident_id"], ["incident.id"], name=op.f("fk_listing_held_incident_id")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_listing_product_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_listing_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint("product_id", "shop_id", name=op.f("uq_listing_product_id_shop_id")),
        sa.UniqueConstraint("shop_id", "seller_sku", name=op.f("uq_listing_shop_id_seller_sku")),
    )
    op.create_index(op.f("ix_listing_dispatch"), "listing", ["dispatch"], unique=False)
    op.create_index(op.f("ix_listing_due_at"), "listing", ["due_at"], unique=False)
    op.create_index(op.f("ix_listing_observed"), "listing", ["observed"], unique=False)
    op.create_index(op.f("ix_listing_product_id"), "listing", ["product_id"], unique=False)
    op.create_index("ix_listing_shop_external", "listing", ["shop_id", "external_id"], unique=False)
    op.create_index(op.f("ix_listing_shop_id"), "listing", ["shop_id"], unique=False)


def _recognition() -> None:
    op.create_table(
        "recognition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("decision_no", sa.String(length=80), nullable=False),
        sa.Column("decision_date", sa.Date(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("revoked_by", sa.String(length=80), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('valid', 'revoked')", name=op.f("ck_recognition_state_word")),
        sa.CheckConstraint("stars BETWEEN 3 AND 5", name=op.f("ck_recognition_stars_range")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_recognition_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
        sa.UniqueConstraint(
            "product_id",
            "decision_no",
            "stars",
            "year",
            name=op.f("uq_recognition_product_id_decision_no_stars_year"),
        ),
    )
    op.create_index(op.f("ix_recognition_product_id"), "recognition", ["product_id"], unique=False)
    op.create_index(op.f("ix_recognition_valid_to"), "recognition", ["valid_to"], unique=False)
