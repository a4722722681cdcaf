"""`sangam serve --demo` for tests that kill its children, on machines that have much else to do.

A child that dies is started again after half a second, however often it has died (in earnest the pauses grow, so that a
role that cannot run does not burn the machine); starting may take an hour; officers' passwords are hashed cheaply.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from argon2 import PasswordHasher

from grievances import officers
from sangam import children, everything
from sangam.cli import main
from sangam.supervisor import Supervisor

PATIENCE = 3600.0


class Calm(Supervisor):
    async def run(
        self,
        ready: Callable[[], Awaitable[str | None]],
        announce: Callable[[], None],
        patience: float = PATIENCE,
    ) -> int:
        return await super().run(ready, announce, patience)


if __name__ == "__main__":
    children.SETTLED = 0.0
    officers.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    everything.Supervisor = Calm  # type: ignore[misc]
    raise SystemExit(main(["serve", "--demo"]))
