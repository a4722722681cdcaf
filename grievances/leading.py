"""Who leads where several offices work on one trouble: the one that topics.yml names (`lead`), else the routed one."""

from __future__ import annotations

from grievances.lifecycle import State
from grievances.models import Leg


def working(leg: Leg) -> list[Leg]:
    """The legs of the trouble that a leg is about, who leads first; none where no two are left. What is withdrawn is
    not worked on."""
    legs = [one for one in leg.grievance.legs if one.topic == leg.topic and one.state != State.WITHDRAWN]
    if len(legs) < 2 or leg not in legs:
        return []
    return sorted(legs, key=lambda one: (not one.route.get("lead", False), "further" in one.route, one.ordinal))
