"""What differs from country to country, as data: verticals, offices, routes, notices, articles, and their loader."""

from jurisdictions.errors import JurisdictionError
from jurisdictions.loader import load
from jurisdictions.model import (
    LANGUAGES,
    Article,
    Helpline,
    Jurisdiction,
    Notice,
    Office,
    Place,
    Question,
    QuestionPlan,
    Rule,
    Sector,
    Several,
    Sourced,
    Text,
    Vertical,
    Way,
)

__all__ = [
    "LANGUAGES",
    "Article",
    "Helpline",
    "Jurisdiction",
    "JurisdictionError",
    "Notice",
    "Office",
    "Place",
    "Question",
    "QuestionPlan",
    "Rule",
    "Sector",
    "Several",
    "Sourced",
    "Text",
    "Vertical",
    "Way",
    "load",
]
