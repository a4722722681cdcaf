"""An API against its own OpenAPI description: schemathesis, over real HTTP, with the same seed each time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance", "negative_data_rejection", "positive_data_acceptance", "missing_required_header",
    "ignored_auth",
)  # fmt: skip
EXAMPLES, SEED = 25, 20261122


def examine(
    folder: Path,
    url: str,
    token: str,
    *,
    phases: str = "examples,coverage,fuzzing",
    without: Sequence[str] = (),
    parameters: Mapping[str, object] | None = None,
    refusals: Sequence[int] = (),
) -> str:
    """Run schemathesis on the description at `url`; its report, after it found nothing. `without`: operations left
    out; `parameters`: values of path parameters, so that what is there is found too; `refusals`: statuses by which
    what fits the description may be refused for what it means."""
    given = "".join(f'"{name}" = {json.dumps(value)}\n' for name, value in (parameters or {}).items())
    settings = folder / "schemathesis.toml"
    accepted = ["2xx", 401, 404, 409, 429, *refusals]
    checks = f"[checks.positive_data_acceptance]\nexpected-statuses = {json.dumps(accepted)}\n"
    settings.write_text(f"{checks}[parameters]\n{given}")
    left_out = [part for name in without for part in ("--exclude-name", name)]
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(settings), "run", url,
        "--header", f"Authorization: Bearer {token}", "--checks", ",".join(CHECKS), "--phases", phases,
        "--max-examples", str(EXAMPLES), "--seed", str(SEED), "--generation-deterministic", "--mode", "all",
        "--workers", "1", "--no-color", *left_out,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=900, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    return done.stdout
