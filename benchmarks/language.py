"""What reading a message costs: `python -m benchmarks.language` (Sangam's environment).

Prints, for each reader, CPU milliseconds for a usual message and how many times longer a text takes that is four
times as long (4 is linear, 16 square). Seconds belong here, not into tests; tests count steps.
"""
from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from language.entities import find_entities
from language.identify import LanguageIdentifier
from language.identity import find_identifiers, mask_aadhaar
from language.normalise import fold, normalise
from language.numbers import find_numbers

MESSAGE = (
    "sir 3 mahine se 15 hazar salary nahi mili 15/08/2026 se, thekedar ne 2 lakh rupaye rakh liye, "
    "mera number 9876543210, hum 12 log hai, pichle saal bhi aisa hua tha june me. kya kare batao"
)
GARBAGE = ("9 ", "do ", "tỷ ", "1,", "۱/", "از مهر ", "january 5 ", "१२ महीने से ", "x'", "\u0301", "2" * 12 + " ")
SHORT, TIMES, ROUNDS = 2_500, 4, 3


def cpu(read: Callable[[str], object], text: str, times: int = 1) -> float:
    """Return the CPU seconds that reading a text takes, the least of a few rounds."""
    took = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(times):
            read(text)
        took.append(time.process_time() - begun)
    return min(took) / times


def main() -> None:
    identifier, today = LanguageIdentifier(), date(2026, 11, 22)
    readers: dict[str, Callable[[str], object]] = {
        "normalise": normalise,
        "fold": fold,
        "mask_aadhaar": mask_aadhaar,
        "identify": identifier.predict,
        "numbers": find_numbers,
        "identifiers": lambda text: find_identifiers(text, None, None),
        "entities": lambda text: find_entities(text, today, None, None),
    }
    print(f"{'':14}{'message, ms':>12}{'growth':>8}  worst text")
    for name, read in readers.items():
        read(MESSAGE)
        usual = cpu(read, MESSAGE, times=20)
        ratios = {}
        for piece in GARBAGE:
            short, long = ((piece * SHORT * TIMES)[: SHORT * times] for times in (1, TIMES))
            ratios[piece] = cpu(read, long) / max(cpu(read, short), 1e-4)
        worst = max(ratios, key=lambda piece: ratios[piece])
        print(f"{name:14}{usual * 1000:12.2f}{ratios[worst]:8.1f}  {worst!r}")


if __name__ == "__main__":
    main()
