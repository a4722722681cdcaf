"""Sentences of the channels themselves: errors, holding replies, notices. Each is a msgid of the catalogues."""

from __future__ import annotations

from edge import texts
from language.catalogue import N_

HOLDING = N_("We have your message. The answer takes a little longer and comes here by itself.")

#: said when a message could not be answered at all
SET_ASIDE = N_(
    "We could not answer this message, and are sorry. It is kept, and the people who run this service will look at it. "
    "You can go on writing here. If you need somebody now:"
)
A_PERSON = N_("Speak to a person")
#: in place of a notice, on a phone that others hold
SOMETHING_NEW, SHOW = N_("There is something new for you here."), N_("Show it")
#: said in a group before leaving it
NO_GROUPS = N_("I only talk with one person at a time. Please write to me directly. I leave this group now.")
#: a file that could not be fetched
FILE_LOST = N_("I could not get your file. Please send it again.")
CORRECTED = N_("I have corrected what you told me.")
CONTINUE = N_("Continue")

#: error code -> what to do about it, for the person
ERRORS: dict[str, str] = {
    **texts.ERRORS,
    "unauthorized": N_("This conversation is no longer open here. Please begin anew; your number and code still work."),
    "message_conflict": N_("This message was sent before with other words. Please send it as a new one."),
    "unknown_button": N_("This button is not from this conversation. Please write your answer instead."),
    "unknown_file": N_("This file did not arrive here. Please choose it again and send it."),
    "too_long": N_("Your message is longer than {limit} characters. Please send it in two or more parts."),
    "too_large": N_("The file is larger than {limit} MB. Please send a smaller one, or a photo of it."),
    "wrong_type": N_("We can keep photos, PDF and voice notes. Please send it as one of these."),
    "failed": N_("Something went wrong on our side. Your message was not lost if it shows here. Please try again."),
}

#: kind of notice -> its sentence; what the officer wrote follows it
NOTICES: dict[str, str] = {
    "reply": N_("The office writes about {number}:"),
    "question": N_("The office has a question about {number}:"),
    "taken": N_("An officer has started to work on {number}."),
    "transferred": N_("{number} was passed on to the office that has to act: {office}."),
    "resolved": N_("The office says that {number} is solved:"),
    "ended": N_("The office has decided about {number}:"),
    "closed": N_("{number} is closed, because we heard nothing from you. If it is not solved, tell us here."),
}
ASK_SOLVED = N_("Is it solved for you?")
YES, NO = N_("Yes"), N_("No")
ANSWER, DISAGREE = N_("Answer"), N_("I do not agree")

#: what the plain page itself has to say
PLAIN: dict[str, str] = {
    "empty": N_("Please write your message first, or choose a file."),
    "form_too_old": N_("This page was open for too long. Your words are still here: please send them again."),
}
