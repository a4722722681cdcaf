"""The desk's own words that are not in a template: states, history, orders, blanks. Each is a msgid."""

from __future__ import annotations

from edge import texts
from grievances.lifecycle import Move
from language.catalogue import N_

#: states as an officer reads them
STATES: dict[str, str] = {
    "filed": N_("New"),
    "taken": N_("In work"),
    "waiting": N_("Waiting for the worker"),
    "transferred": N_("New, from another office"),
    "resolved": N_("Resolved, the worker is asked"),
    "confirmed": N_("Confirmed by the worker"),
    "reopened": N_("Reopened"),
    "withdrawn": N_("Withdrawn"),
    "not_upheld": N_("Not upheld"),
    "partly_upheld": N_("Partly upheld"),
    "before_court": N_("Before a court"),
    "unreachable": N_("Worker unreachable"),
    "closed": N_("Closed by silence"),
}
ORDERS: dict[Move, str] = {
    Move.END_NOT_UPHELD: N_("Not upheld"),
    Move.END_PARTLY_UPHELD: N_("Partly upheld"),
    Move.END_BEFORE_COURT: N_("Before a court"),
    Move.END_UNREACHABLE: N_("Worker unreachable"),
}
EVENTS: dict[str, str] = {
    "leg_filed": N_("filed"),
    "read": N_("opened"),
    "take": N_("taken"),
    "reply": N_("answered the worker"),
    "ask": N_("asked the worker"),
    "answer": N_("answered the office"),
    "worker_wrote": N_("wrote to the office"),
    "transfer": N_("transferred to {office}"),
    "topic_changed": N_("corrected the topic: {topic}"),
    "escalated": N_("passed to the office above, {office}"),
    "resolve": N_("called it resolved"),
    "confirm": N_("confirmed that it is solved"),
    "dispute": N_("said that it is not solved"),
    "lapse": N_("closed after silence"),
    "withdraw": N_("withdrew it"),
    "pressed_to_withdraw": N_("says: somebody presses me to withdraw"),
    "undo_withdrawal": N_("took the withdrawal back"),
    "appeal": N_("appealed"),
    "reminded": N_("asked when an answer comes"),
    "end_not_upheld": N_("ended: not upheld"),
    "end_partly_upheld": N_("ended: partly upheld"),
    "end_before_court": N_("ended: before a court"),
    "end_unreachable": N_("ended: worker unreachable"),
    "file_read": N_("opened a file"),
    "number_read": N_("looked at a whole number"),
    "letter_read": N_("opened the letter"),
}
#: an entry whose kind this desk does not know yet
OTHER_EVENT = N_("did something else")
ACTORS: dict[str, str] = {"worker": N_("The worker"), "officer": N_("An officer"), "system": N_("Sangam")}
WORKER, OFFICE = N_("The worker"), N_("The office")
A_FILE = N_("a file")
#: by the first part of the media type
FILE_KINDS: dict[str, str] = {"image": N_("photo"), "audio": N_("voice note"), "application": "PDF"}
#: of a file in which no picture or voice could be found
DAMAGED = N_("damaged, do not open it unless you must")
#: what goes into the blanks of the catalogue texts
BLANKS: dict[str, str] = {
    "date": N_("date"),
    "days": N_("number of days"),
    "place": N_("place"),
    "paper": N_("paper"),
    "detail": N_("what is missing"),
    "what": N_("what was done"),
    "reason": N_("reason"),
    "court": N_("court"),
}
#: why a message is on the review list
REASONS: dict[str, str] = {
    "unsure": N_("Sangam was not sure; the worker chose the topic"),
    "rerouted": N_("An officer corrected the topic"),
}
#: what was taken out of a message of the review list
PLACEHOLDERS: dict[str, str] = {
    "phone": N_("phone"),
    "number": N_("number"),
    "money": N_("amount"),
    "case": N_("number of a case"),
    "date": N_("date"),
    "name": N_("name"),
    "place": N_("place"),
    "email": N_("e-mail"),
    "link": N_("link"),
}
#: where a fact of the content was read
CERTAINTIES: dict[str, str] = {
    "P": N_("read in the law"),
    "O": N_("read on an official page"),
    "S": N_("read in press or professional notes"),
    "G": N_("read in notes that cite the law"),
    "D": N_("worked out from other facts"),
}
#: what somebody should do about a figure or an article
TROUBLES: dict[str, str] = {
    "ended": N_("It has ended: enter the new figure"),
    "overdue": N_("A new figure was expected by now: look for it"),
    "coming": N_("Not in force yet"),
    "figures": N_("It tells workers that a figure may have changed"),
    "old": N_("Looked at too long ago: look again"),
    "future": N_("The day somebody looked is still to come: correct it"),
    "unofficial": N_("No official source: look for one"),
    "unused": N_("Stands in no article"),
}
UNDATED = N_("undated")
FROM_UNTIL = N_("{since} to {until}")
CONVERSATION = N_("Conversation")
#: what went wrong with a form, said on the page
PROBLEMS: dict[str, str] = {
    "sign_in_refused": N_("Login or password is wrong, or the account is locked for a while."),
    "forged": N_("This form is too old. Please send it again."),
    "stale": N_("Somebody else has changed this case meanwhile. Please look again and repeat your step."),
    "not_allowed": N_("This step is not possible in the case's present state."),
    "wrong_office": N_("A sealed topic can go only to the office in charge of it. Please choose that office."),
    "unlabelled": N_("Please choose what the message is about."),
    "reviewed": N_("Somebody else has decided on this message already. Please go on with the next one."),
    "not_found": N_("There is nothing here, or it is not for you."),
    "empty": N_("Please write the text or choose one, and fill in its blanks."),
    "erased": N_("The worker has erased their data. Only the history is left."),
    "unfit": N_("This form was not filled in as it should be. Please go back and try again."),
    "too_long": N_("The text is too long."),
    "failed": N_("Something went wrong on our side. Please try again."),
}
#: what the desk API refuses with, for whoever reads the program's messages
API_ERRORS: dict[str, str] = {
    **texts.ERRORS,
    **{code: PROBLEMS[code] for code in ("not_found", "stale", "not_allowed", "wrong_office", "erased", "failed")},
    "unauthorized": N_("This token is missing, unknown, revoked or too old. Ask your administrator for a new one."),
    "too_large": N_("What was sent is larger than {limit} kB."),
}
