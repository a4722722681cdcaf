"""What differs from country to country, as data: verticals, offices, routes, notices, articles, and their loader."""

from jurisdictions.articles import Article
from jurisdictions.clocks import Clock, Due
from jurisdictions.effects import Effect, Limit, deadline
from jurisdictions.errors import JurisdictionError
from jurisdictions.facts import LANGUAGES, Sourced, Text
from jurisdictions.loader import load
from jurisdictions.model import (
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
    Vertical,
    Way,
)
from jurisdictions.values import Figure, Value

__all__ = [
    "LANGUAGES",
    "Article",
    "Clock",
    "Due",
    "Effect",
    "Figure",
    "Helpline",
    "Jurisdiction",
    "JurisdictionError",
    "Limit",
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
    "Value",
    "Vertical",
    "Way",
    "deadline",
    "load",
]
