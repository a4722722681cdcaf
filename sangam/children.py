"""One child process of the supervisor, kept running: started again with growing pauses when it dies."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sangam.logs import last_line

#: exit code of a role that cannot run until somebody puts something right (sysexits' EX_CONFIG)
MISCONFIGURED = 78
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
#: seconds a child must have lived for its next death to count as a first one
SETTLED = 60.0
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Role:
    """What to run. `outlives` the others at the end, because they still need it to finish."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None
    outlives: bool = field(default=False)


class Child:
    """Keeps one role running until told to stop."""

    def __init__(self, role: Role, log: Path, say: Callable[[str], None]) -> None:
        self.role, self.log, self._say = role, log, say
        self.process: asyncio.subprocess.Process | None = None
        self.deaths = 0  # in a row
        self.last_exit = 0
        self._stopping = asyncio.Event()

    async def keep_running(self, on_death: Callable[[Child], None]) -> None:
        clock = asyncio.get_running_loop().time
        while not self._stopping.is_set():
            begun = clock()
            self.process = await self._start()
            if self._stopping.is_set():  # told to stop while it was starting
                self._signal(self.process, signal.SIGKILL)
            self.last_exit = await self.process.wait()
            if self._stopping.is_set():
                return
            self.deaths = 1 if clock() - begun > SETTLED else self.deaths + 1
            on_death(self)
            pause = min(FIRST_PAUSE * 2 ** (self.deaths - 1), LONGEST_PAUSE)
            self._say(f"{self.role.name} ended ({self.why()}); starting it again in {pause:g} s")
            try:
                await asyncio.wait_for(self._stopping.wait(), pause)
            except TimeoutError:
                continue

    def why(self) -> str:
        code = self.last_exit
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit {code}"
        return f"{how}, see {self.log}"

    def last_words(self) -> str:
        return last_line(self.log)

    async def stop(self, seconds: float) -> None:
        """Ask it to end; after `seconds` make it."""
        self._stopping.set()
        process = self.process
        if process is None or process.returncode is not None:
            return
        self._signal(process, signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError:
            self._say(f"{self.role.name} did not end within {seconds:g} s and was ended by force")
            self._signal(process, signal.SIGKILL)
            await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        with self.log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *self.role.command,
                env=None if self.role.environment is None else dict(self.role.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=0,  # a Ctrl-C reaches the supervisor alone, which ends its children in order
            )

    @staticmethod
    def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return


def die_with(parent: int) -> None:
    """End this process when its parent, the supervisor, is killed. Holds through exec; Linux only."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)
