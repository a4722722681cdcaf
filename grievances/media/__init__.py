"""What a file says beside the picture or the voice: where, when, by which phone. It is taken out without re-encoding.

Nothing is decoded here: containers are walked and what is known to be needed is kept, so that evidence stays as it was
taken and no picture can do harm on the way. `clean` is the way in.
"""

from grievances.media.clean import Clean, clean
from grievances.media.parts import Refused

__all__ = ["Clean", "Refused", "clean"]
