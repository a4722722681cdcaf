"""The commands: each module has `add_to(subparsers)` and sets `run(settings, arguments) -> exit code`.

What a command needs is imported when it runs, so that no command waits for the libraries of another.
"""

from __future__ import annotations

import argparse
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
