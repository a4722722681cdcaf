"""A supervisor in a process of its own, for tests that kill it: python supervised.py FOLDER BEHAVIOUR..."""

import asyncio
import os
import sys
from pathlib import Path

from sangam.children import Role
from sangam.supervisor import Supervisor

FAKE = Path(__file__).with_name("fake_child.py")


def main() -> int:
    folder, behaviours = Path(sys.argv[1]), sys.argv[2:]
    roles = [Role(b, [sys.executable, str(FAKE), b, str(folder / b), str(os.getpid())]) for b in behaviours]

    async def ready() -> str | None:
        return None if all((folder / b).exists() for b in behaviours) else "the children"

    return asyncio.run(Supervisor(roles, folder, grace=3).run(ready, lambda: print("ready", flush=True)))


if __name__ == "__main__":
    sys.exit(main())
