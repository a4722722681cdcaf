"""The 38 topics a grievance can be about, by family; also intents of the NLU model, a test holds the two together."""

from __future__ import annotations

FAMILIES: dict[str, tuple[str, ...]] = {
    "pf": (
        "pf_balance", "pf_withdrawal", "pf_claim_delay", "pf_not_deposited", "pf_transfer", "pf_account_details",
        "pension", "voluntary_insurance",
    ),
    "esi": ("esi_registration", "esi_medical_care", "esi_cash_benefit", "maternity_benefit"),
    "wages": (
        "wages_unpaid", "minimum_wage", "wage_deduction", "overtime", "bonus", "gratuity", "leave",
    ),
    "safety": ("unsafe_workplace", "accident", "occupational_disease", "welfare_facilities"),
    "employment": (
        "dismissal", "resignation", "contract_terms", "abuse_discrimination", "sexual_harassment",
        "forced_child_labour", "union_rights", "dispute_procedure", "overseas_migrant_work",
    ),
    "services": (
        "unemployment_benefit", "job_training", "worker_registration", "welfare_scheme", "awareness_training",
        "corruption",
    ),
}  # fmt: skip

TOPICS: frozenset[str] = frozenset(topic for family in FAMILIES.values() for topic in family)


def family_of(topic: str) -> str:
    """The family of a topic; KeyError for what is none."""
    for family, topics in FAMILIES.items():
        if topic in topics:
            return family
    raise KeyError(topic)
