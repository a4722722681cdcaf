"""One role in this process. It makes no keys, migrates nothing and trains nothing: it refuses and says what to do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sangam import keys, logs, model, ports, schema
from sangam.environment import for_rasa
from sangam.settings import ACTIONS_PORT, RASA_PORT, ROOT, WORKER_PORT, Settings, variable

if TYPE_CHECKING:
    from starlette.types import ASGIApp

#: seconds an open request has to finish after the signal; event streams are cut off then
DRAIN = 4
LOOPBACK = "127.0.0.1"


def serve(settings: Settings, role: str) -> int:
    """Run `role` in the foreground until a signal. SetupError when something must be put right first."""
    if role == "rasa":
        return _rasa(settings)
    schema.require_newest(settings)
    secrets = keys.load(settings)
    logs.configure(role)
    if role == "worker":
        from sangam.worker import serve as work

        port = settings.worker_port or WORKER_PORT
        ports.require(LOOPBACK, port, variable("worker_port"))
        return work(settings, secrets, port)
    if role == "actions":
        from sangam.actions import make_app as make_actions

        port = settings.actions_port or ACTIONS_PORT
        return serve_app(make_actions(settings, secrets), LOOPBACK, port, variable("actions_port"))
    from sangam.web import make_app

    return serve_app(make_app(settings, secrets), settings.host, settings.port, variable("port"))


def serve_app(app: ASGIApp, host: str, port: int, name: str) -> int:
    """Serve with uvicorn until a signal."""
    import uvicorn

    ports.require(host, port, name)
    # No access log: addresses of people do not go into logs. The log's format is ours.
    uvicorn.run(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=DRAIN,
    )  # fmt: skip
    return 0


def _rasa(settings: Settings) -> int:
    """Become Rasa's process, in its own environment and without anything of the database."""
    secrets = keys.load(settings)
    port = settings.rasa_port or RASA_PORT
    ports.require(LOOPBACK, port, variable("rasa_port"))
    python = str(ROOT / "nlu/.venv/bin/python")
    command = [
        python, "-W", "ignore", "-m", "nlu.server", "--port", str(port), "--actions", settings.actions_url,
        "--model", str(model.trained(settings)),
    ]  # fmt: skip
    os.chdir(ROOT)
    os.execve(python, command, for_rasa(settings, secrets))  # noqa: S606
