"""Notices: settings, messages, deliveries; public pages of shops."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("text_vi", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("advice_vi", sa.String(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recovered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("false_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('incident', 'authorisation', 'certificate', 'count', 'shop', 'listing')",
            name=op.f("ck_notice_kind_word"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notice_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "user_id", "subject", "episode", name=op.f("uq_notice_user_id_subject_episode")
        ),
    )
    op.create_index(op.f("ix_notice_subject"), "notice", ["subject"])
    op.create_index(op.f("ix_notice_told_at"), "notice", ["told_at"])
    op.create_index(op.f("ix_notice_user_id"), "notice", ["user_id"])
    op.create_index(
        "uq_notice_open",
        "notice",
        ["user_id", "subject"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "notice_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notice_message_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_message")),
        sa.UniqueConstraint("user_id", "batch", name=op.f("uq_notice_message_user_id_batch")),
    )
    op.create_index(op.f("ix_notice_message_user_id"), "notice_message", ["user_id"])

    op.create_table(
        "notice_setting",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("addresses_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        sa.Column("urgent_any_time", sa.Boolean(), nullable=False),
        sa.Column("repeat_days", sa.Integer(), nullable=False),
        sa.Column("last_digest_on", sa.Date(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "digest_hour BETWEEN 0 AND 23", name=op.f("ck_notice_setting_digest_hour_range")
        ),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 1439", name=op.f("ck_notice_setting_quiet_from_range")
        ),
        sa.CheckConstraint(
            "quiet_until BETWEEN 0 AND 1439", name=op.f("ck_notice_setting_quiet_until_range")
        ),
        sa.CheckConstraint(
            "repeat_days BETWEEN 1 AND 365", name=op.f("ck_notice_setting_repeat_days_range")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_notice_setting_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_setting")),
    )
    op.create_table(
        "shop_observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=True),
        sa.Column("products", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("chain_hash", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('unknown', 'open', 'empty', 'resting', 'suspended', 'closed', 'not_found')",
            name=op.f("ck_shop_observation_status_word"),
        ),
        sa.CheckConstraint(
            "confidence BETWEEN 0 AND 1", name=op.f("ck_shop_observation_confidence_range")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_observation_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_observation")),
        sa.UniqueConstraint(
            "shop_id", "observed_at", name=op.f("uq_shop_observation_shop_id_observed_at")
        ),
    )
    op.create_index(op.f("ix_shop_observation_shop_id"), "shop_observation", ["shop_id"])

    op.create_table(
        "shop_page",
        sa.Column("shop_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("host", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=True),
        sa.Column("name_fits", sa.Boolean(), nullable=True),
        sa.Column("products", sa.Integer(), nullable=True),
        sa.Column("doubt", sa.String(length=12), nullable=True),
        sa.Column("doubt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_status", sa.String(length=12), nullable=True),
        sa.Column("look_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "status IN ('unknown', 'open', 'empty', 'resting', 'suspended', 'closed', 'not_found')",
            name=op.f("ck_shop_page_status_word"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.id"], name=op.f("fk_shop_page_shop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_shop_page")),
    )
    op.create_index(op.f("ix_shop_page_due_at"), "shop_page", ["due_at"])
    op.create_index(op.f("ix_shop_page_host"), "shop_page", ["host"])

    op.create_table(
        "notice_delivery",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "way IN ('email', 'telegram', 'webhook')", name=op.f("ck_notice_delivery_way_word")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["notice_message.id"], name=op.f("fk_notice_delivery_message_id")
        ),
        sa.PrimaryKeyConstraint("message_id", "way", name=op.f("pk_notice_delivery")),
    )
    op.create_table(
        "notice_line",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.CheckConstraint("what IN ('open', 'over')", name=op.f("ck_notice_line_what_word")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["notice_message.id"], name=op.f("fk_notice_line_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_line_notice_id")
        ),
        sa.PrimaryKeyConstraint("message_id", "notice_id", name=op.f("pk_notice_line")),
    )
    op.create_index(op.f("ix_notice_line_notice_id"), "notice_line", ["notice_id"])
