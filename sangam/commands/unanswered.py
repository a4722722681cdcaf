"""`sangam unanswered`: messages that failed again and again and were set aside for people; taken up on request."""

from __future__ import annotations

import argparse

from sangam import keys
from sangam.commands import Commands
from sangam.settings import Settings


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("unanswered", help="messages that could not be answered and wait for people")
    parser.add_argument("--again", action="store_true", help="what was in the way is put right: answer them now")
    parser.set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """List message, conversation, country, tries and time: ids only, the words stay sealed."""
    from grievances import waiting
    from sangam import schema
    from sangam.composition import make_core

    schema.require_newest(settings)
    with make_core(settings, keys.load(settings)).unit() as unit:
        messages = waiting.left_aside(unit)
        for message in messages:
            country = message.conversation.jurisdiction or "-"
            row = (message.uid, message.conversation_id, country, str(message.attempts), f"{message.at:%Y-%m-%d %H:%M}")
            print("\t".join(row))
            if arguments.again:
                waiting.take_up_again(unit, message)
    if not messages:
        print("No message waits for people.")
    elif arguments.again:
        print(f"{len(messages)} messages will be tried again.")
    return 0
