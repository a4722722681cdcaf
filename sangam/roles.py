"""One role in this process. It makes no keys, migrates nothing and trains nothing: it refuses and says what to do."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sangam import keys, logs, model, ports
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
    gc.disable()  # what a role loads stays: it is not looked through for garbage, now or later
    from grievances import failpoints  # imported late: no role waits for the libraries of another
    from sangam import schema

    schema.require_newest(settings)
    secrets = keys.load(settings)
    logs.configure(role)
    failpoints.arm(settings.failpoints)
    if role == "actions":
        from actions.server import create_app
        from sangam.composition import make_core

        app: ASGIApp = create_app(make_core(settings, secrets), secrets.action_secret)
        return serve_app(app, LOOPBACK, settings.actions_port or ACTIONS_PORT, variable("actions_port"))
    if role == "worker":
        from sangam import worker

        app = worker.make_app(settings, secrets)
        return serve_app(app, LOOPBACK, settings.worker_port or WORKER_PORT, variable("worker_port"))
    from sangam import web

    app = web.make_app(settings, secrets)
    return serve_app(app, settings.host, settings.port, variable("port"), settings.trusted_proxies)


def serve_app(app: ASGIApp, host: str, port: int, name: str, proxies: Sequence[str] = ()) -> int:
    """Serve with uvicorn until a signal; `proxies` are believed about who called them."""
    import uvicorn

    ports.require(host, port, name)
    gc.freeze()
    gc.enable()
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,  # ours stands
        access_log=False,  # addresses of people do not go into logs
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=DRAIN,
    )
    return 0


def _rasa(settings: Settings) -> int:
    """Become Rasa's process, in its own environment and without anything of the database."""
    secrets = keys.load(settings)
    port = settings.rasa_port or RASA_PORT
    ports.require(LOOPBACK, port, variable("rasa_port"))
    python = str(ROOT / "nlu/.venv/bin/python")
    command = [
        python, "-W", "ignore", "-m", "nlu.server", "--port", str(port), "--actions", f"{settings.actions_url}/webhook",
        "--model", str(model.trained(settings)),
    ]  # fmt: skip
    os.chdir(ROOT)
    os.execve(python, command, for_rasa(settings, secrets))  # noqa: S606
