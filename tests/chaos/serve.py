"""`sangam serve --demo` for tests that kill its children: one that dies is started again after half a second, however
often it has died. (In earnest the pauses grow, so that a role that cannot run does not burn the machine.)"""

from __future__ import annotations

from sangam import children
from sangam.cli import main

if __name__ == "__main__":
    children.SETTLED = 0.0
    raise SystemExit(main(["serve", "--demo"]))
