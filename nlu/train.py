"""Train the model: `python -m nlu.train --out FILE`. Quiet, a fixed name, nothing sent anywhere."""
from __future__ import annotations

import argparse
import contextlib
import io
import shutil
import sys
import tempfile
import time
from pathlib import Path

from nlu.quiet import keep_quiet

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "nlu" / "data"


def train(out: Path, config: Path = ROOT / "config.yml", domain: Path = ROOT / "domain.yml", data: Path = DATA) -> None:
    """Train from config, domain and data; `out` appears only when the model is whole. Raises on failure."""
    from rasa.model_training import train as rasa_train

    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        # Rasa prints progress bars for every rule; what goes wrong is raised
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            result = rasa_train(
                str(domain), str(config), [str(data)], output=folder, fixed_model_name="model", force_training=True
            )
        if result.code != 0 or not result.model:
            raise RuntimeError(f"training ended with code {result.code}")
        shutil.move(result.model, out)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nlu.train", description="train Sangam's model")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the model goes (.tar.gz)")
    given = parser.parse_args(arguments)
    keep_quiet()
    start = time.monotonic()
    train(given.out.resolve())
    print(f"trained {given.out} in {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
