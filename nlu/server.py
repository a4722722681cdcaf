"""Rasa as a process: `python -m nlu.server --port P --actions URL --model FILE`.

Secrets come from the environment: SANGAM_NLU_SECRET (who may talk to us), SANGAM_ACTION_SECRET (what we show the
action webhook). Listens on loopback only, knows no database, opens no API of Rasa's.
"""
from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from nlu import without_tensorflow
from nlu.quiet import keep_quiet

HOST = "127.0.0.1"
#: bytes
LARGEST_REQUEST = 256_000


def main(arguments: list[str] | None = None) -> int:
    """Load the model, show that a turn works, serve until SIGTERM. Returns 2 when something is missing."""
    parser = argparse.ArgumentParser(prog="nlu.server", description="Rasa for Sangam, on loopback")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--actions", required=True, metavar="URL", help="the action webhook")
    parser.add_argument("--model", type=Path, required=True, metavar="FILE", help="a model that nlu.train made")
    given = parser.parse_args(arguments)
    secrets = [os.environ.get(name, "") for name in ("SANGAM_NLU_SECRET", "SANGAM_ACTION_SECRET")]
    if not all(secrets):
        return _missing("SANGAM_NLU_SECRET and SANGAM_ACTION_SECRET must be set")
    if not given.model.is_file():
        return _missing(f"there is no model at {given.model}; make one with python -m nlu.train --out FILE")
    keep_quiet()
    without_tensorflow.install()
    _serve(given.port, given.actions, given.model, *secrets)
    return 0


def _missing(what: str) -> int:
    print(f"nlu.server: {what}", file=sys.stderr)
    return 2


def _serve(port: int, actions: str, model: Path, secret: str, action_secret: str) -> None:
    # what is loaded stays: looking through it for garbage, while it grows and ever after, would cost seconds
    gc.disable()
    # imported late: this takes seconds, and must not be paid for a wrong argument
    from sanic import Sanic

    from nlu.actions import ActionWebhook
    from nlu.channel import blueprint
    from nlu.decide import choosable
    from nlu.loading import load_agent
    from nlu.turns import Turns

    webhook = ActionWebhook(actions, action_secret)
    agent, store = load_agent(model, webhook)
    turns = Turns(agent, store)
    app = Sanic("sangam_nlu", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 5.0
    app.blueprint(blueprint(turns, secret, choosable()))

    async def first_turn(_: Sanic, __: object) -> None:
        await turns.health()
        gc.freeze()
        gc.enable()

    async def hang_up(_: Sanic, __: object) -> None:
        await webhook.close()

    app.register_listener(first_turn, "before_server_start")
    app.register_listener(hang_up, "after_server_stop")
    app.run(host=HOST, port=port, access_log=False, motd=False, debug=False)


if __name__ == "__main__":
    sys.exit(main())
