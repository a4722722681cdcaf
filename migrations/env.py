"""Alembic's environment: runs on the connection that the caller hands over (`config.attributes["connection"]`)."""

from __future__ import annotations

from typing import Any

from alembic import context

from grievances.models import Base
from grievances.models.base import UtcTime


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Migrations must not import the models: our time type is written down as what it is in the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
