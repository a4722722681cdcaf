"""What stops a command. The message is one sentence for whoever typed it; no trace is shown."""


class SetupError(Exception):
    """Something outside the program must be put right first."""
