"""A child process for the supervisor's tests: python fake_child.py BEHAVIOUR FILE [PARENT].

Each start adds a line with its process id to FILE. BEHAVIOUR: steady, dies (once, at the first start), fails,
misconfigured, deaf (to SIGTERM).
"""

import os
import signal
import sys
import time
from pathlib import Path


def main() -> int:
    behaviour, file = sys.argv[1], Path(sys.argv[2])
    if len(sys.argv) > 3:
        from sangam.children import die_with

        die_with(int(sys.argv[3]))
    if behaviour == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    first = not file.exists()
    with file.open("a") as log:
        log.write(f"{os.getpid()}\n")
    print("hello from", behaviour, flush=True)
    if behaviour == "fails":
        print("the pipe is broken", file=sys.stderr)
        return 3
    if behaviour == "misconfigured":
        print("Set SANGAM_SOMETHING.", file=sys.stderr)
        return 78
    if behaviour == "dies" and first:
        return 1
    end = time.monotonic() + 60
    while time.monotonic() < end:
        time.sleep(0.02)
    return 0


if __name__ == "__main__":
    sys.exit(main())
