"""What the walkers of all containers share."""

from __future__ import annotations

#: pixels of a picture; the largest cameras of phones make 200 million
MOST_PIXELS = 250_000_000
#: segments, chunks, boxes or pages of a file; a camera makes a few thousand at most
MOST_PARTS = 50_000


class Refused(Exception):
    """A file that no camera and no recorder makes: made to exhaust whoever opens it."""


class Budget:
    """Counts parts; Refused when there are too many."""

    def __init__(self) -> None:
        self.left = MOST_PARTS

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Refused("too many parts")


def check_pixels(width: int, height: int) -> None:
    """Refused when a picture would unpack to more than any camera takes."""
    if width * height > MOST_PIXELS:
        raise Refused("too many pixels")
