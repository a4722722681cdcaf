"""An index for a nodal officer's queue, and for what is due to be closed

Revision ID: 0006
Revises: 0004
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_leg_state", "leg", ["state", "filed_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_leg_state", table_name="leg")
