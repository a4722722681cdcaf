"""`sangam serve`: keys, schema, model, then the four roles under the supervisor."""

from __future__ import annotations

import asyncio
import os
import sys

from sangam import keys, model, probe, schema
from sangam.children import Role
from sangam.settings import ROOT, Settings, environment_with
from sangam.supervisor import Supervisor, say

#: name of the role, and whether the others need it to finish what they have begun
ROLES = {"rasa": True, "actions": True, "web": False, "worker": False}


def serve(settings: Settings, *, demo: bool = False) -> int:
    """Bring everything up, say once that it is ready, and run until a signal. SetupError when it cannot be.

    The ports are those that `ports.chosen` has put into the settings.
    """
    secrets = keys.load(settings, make=True)
    schema.migrate(settings)
    if demo or not model.is_there(settings):  # what is wrong with the data is said before the minutes of training
        _check(settings, secrets, demo=demo)
    model.train(settings)
    say(f"starting {', '.join(ROLES)}; their logs are in {settings.logs}")
    supervisor = Supervisor(roles(settings, demo=demo), settings.logs)
    here = address(settings)

    turn = probe.FirstTurn(here)

    async def ready() -> str | None:
        return await asyncio.to_thread(lambda: probe.roles(here, settings) or turn.missing())

    def announce() -> None:
        if demo:
            from sangam import demo as demonstration

            say(f"officers of the demonstration: {demonstration.file(settings)}")
        print(f"Sangam is ready at {here}", flush=True)

    return asyncio.run(supervisor.run(ready, announce))


def _check(settings: Settings, secrets: keys.Keys, *, demo: bool) -> None:
    """Put the core together once, which the roles do for themselves, and give a demonstration its officers."""
    from sangam import demo as demonstration  # imported late: a usual start does not wait for it
    from sangam.composition import make_core

    core = make_core(settings, secrets)
    if demo:
        demonstration.prepare(settings, core)
    core.store.engine.dispose()


def roles(settings: Settings, *, demo: bool) -> list[Role]:
    environment = environment_with(
        rasa_port=settings.rasa_port,
        actions_port=settings.actions_port,
        worker_port=settings.worker_port,
        demo="yes" if demo else "no",
    )
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "sangam", "serve", "--parent", str(os.getpid()), "--role"]
    return [Role(name, [*command, name], environment, outlives) for name, outlives in ROLES.items()]


def address(settings: Settings) -> str:
    """Where the web is reached from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{host}:{settings.port}"
