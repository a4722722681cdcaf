"""What understanding a message costs on one core: `make bench-nlu`, on Rasa's Python.

Prints how long Rasa's own modules and then the model take to load, the median of the development set's messages, and of
texts of 2,000 characters in each language with how many times a message's median that is.
"""
from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median, quantiles

from language.normalise import SUPPORTED
from nlu import without_tensorflow
from nlu.quiet import keep_quiet

EVERY, WARM, ROUNDS, LONG = 8, 20, 15, 2_000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", required=True, help="the trained model, var/models/<hash>.tar.gz")
    model = options.parse_args().model
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["OMP_NUM_THREADS"] = "1"
    keep_quiet()
    without_tensorflow.install()

    begun = time.perf_counter()
    from nlu.loading import load_agent

    imported = time.perf_counter()
    agent, _ = load_agent(Path(model))
    loaded = time.perf_counter()

    from nlu.measuring.cases import cases

    messages = cases("dev")[::EVERY]

    async def took(texts: Iterable[str]) -> list[float]:
        """Milliseconds for each text, one after the other."""
        times = []
        for text in texts:
            since = time.perf_counter()
            await agent.parse_message(text)
            times.append((time.perf_counter() - since) * 1000)
        return times

    async def measure() -> None:
        await took(case["text"] for case in messages[:WARM])
        usual = await took(case["text"] for case in messages)
        print(f"loading: Rasa's modules {imported - begun:.1f} s, then the model {loaded - imported:.1f} s")
        print(f"a message: median {median(usual):.1f} ms, p95 {quantiles(usual, n=20)[-1]:.1f} ms, of {len(usual)}")
        for language in SUPPORTED:
            text = " ".join(case["text"] for case in messages if case["lang"] == language)[:LONG]
            long = median(await took([text] * ROUNDS))
            print(f"{len(text):,} characters, {language}: {long:.0f} ms, {long / median(usual):.0f} times a message")

    asyncio.run(measure())


if __name__ == "__main__":
    main()
