"""The environment of Rasa's process, built from a short list: no database address or token is in it."""

from __future__ import annotations

import os
from collections.abc import Mapping

from sangam.keys import Keys
from sangam.settings import ROOT, Settings

#: what a program needs of the machine
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH")

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
    # one turn at a time gains nothing from threads, and they would take the cores from everything else
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "",
}


def for_rasa(
    settings: Settings, keys: Keys | None = None, environment: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What `nlu/.venv/bin/python` is started with; the two secrets only when `keys` are given (to serve)."""
    environment = os.environ if environment is None else environment
    home = settings.var / "rasa"
    home.mkdir(parents=True, exist_ok=True)
    built = {name: environment[name] for name in PASSED_ON if name in environment}
    built |= QUIET | {"HOME": str(home), "MPLCONFIGDIR": str(home), "PYTHONPATH": str(ROOT)}
    if keys:
        built |= {"SANGAM_NLU_SECRET": keys.nlu_secret, "SANGAM_ACTION_SECRET": keys.action_secret}
    return built
