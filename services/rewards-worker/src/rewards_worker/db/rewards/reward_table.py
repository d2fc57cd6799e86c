"""The table of rewards: the rows that make "never twice" true for ever."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from goodword.database import aggregate_columns
from rewards_worker.db.metadata import metadata
from rewards_worker.domain.reward import RewardState

reward = Table(
    "reward",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("referral_id", Uuid, nullable=False),
    Column("cause", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("beneficiary_id", Uuid),
    # Who referred whom, as it was told: they may turn out to be one person.
    Column("referrer_id", Uuid),
    Column("prospect_id", Uuid),
    Column("sale_id", Uuid),
    Column("program_id", Uuid, nullable=False),
    Column("program_version", Integer, nullable=False),
    # Null where no amount could be compared; such a reward is denied for good. The currency is
    # ISO 4217's, or points, or pieces (see `domain/worth.py`).
    Column("original", BigInteger),
    Column("amount", BigInteger),
    Column("currency", Text),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    # Why nothing of it is owed whatever its sale says, though it may be out.
    Column("void", Text),
    Column("hold_no", Integer, nullable=False, server_default="1"),
    Column("hold_until", DateTime(timezone=True)),
    Column("sale_seq", BigInteger, nullable=False),
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("provider", Text),
    Column("verdict", JSONB, nullable=False),
    Column("earned_at", DateTime(timezone=True), nullable=False),
    *aggregate_columns(),
    PrimaryKeyConstraint("business_id", "id"),
    UniqueConstraint("business_id", "referral_id", "cause", "rule", name="reward_once"),
    CheckConstraint("amount between 0 and original", name="reward_amount"),
    CheckConstraint(f"state in ({', '.join(repr(s.value) for s in RewardState)})", "reward_state"),
    Index("reward_sale", "business_id", "sale_id"),
    Index("reward_beneficiary", "business_id", "beneficiary_id"),
    Index("reward_prospect", "business_id", "prospect_id"),
)
