"""Catalogue texts an officer can send with a click: each exists in every language of the catalogues.

The English text is the msgid; `{name}` placeholders are filled by the officer.
"""

from __future__ import annotations

import re

from language.catalogue import N_

#: id -> (kind of message, text)
PHRASES: dict[str, tuple[str, str]] = {
    "received": ("reply", N_("We have your grievance and have started to work on it.")),
    "written_to_employer": ("reply", N_("We have written to the establishment and asked for an answer by {date}.")),
    "inspection": ("reply", N_("An officer will visit the workplace. Your name will not be told there.")),
    "paid": ("reply", N_("The amount has been released. Please look at your account in {days} days.")),
    "come": ("reply", N_("Please come to our office on {date}, {place}. Bring this number and your papers.")),
    "need_paper": ("question", N_("We need one more paper from you: {paper}. You can send a photo here.")),
    "need_detail": ("question", N_("We need one more thing to go on: {detail}. Please write it here.")),
    "solved": ("order", N_("What you asked for has been done: {what}.")),
    "no_duty": ("order", N_("We looked into it. The law does not require what was asked, because {reason}.")),
    "in_part": (
        "order",
        N_("A part of what you asked for was right and has been done. The rest was not, because {reason}."),
    ),
    "court": ("order", N_("The matter is before {court}. Until it decides, we may not act on it.")),
    "no_contact": ("order", N_("We tried to reach you and could not. Write here, and we go on.")),
}


def placeholders(phrase: str) -> list[str]:
    """The values a phrase needs, in order."""
    return re.findall(r"{(\w+)}", PHRASES[phrase][1])
