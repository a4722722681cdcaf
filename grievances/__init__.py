"""The core: drafts, grievances, legs, life cycle, routing, outbox. Knows no web, no Rasa, no channel."""

from grievances.core import Core
from grievances.errors import GrievanceError

__all__ = ["Core", "GrievanceError"]
