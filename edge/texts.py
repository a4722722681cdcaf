"""Sentences that every API of ours says. Each is a msgid of the catalogues."""

from __future__ import annotations

from language.catalogue import N_

#: error code -> what to do about it, for the person
ERRORS: dict[str, str] = {
    "bad_request": N_("This could not be read. Please try again."),
    "not_found": N_("There is nothing here."),
    "unsupported": N_("This kind of content cannot be read here."),
    "invalid": N_("Something is missing or wrong in what was sent: {field}."),
    "slow_down": N_("That was too fast. Please wait {seconds} seconds and send it again."),
}
