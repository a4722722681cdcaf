"""`rasa data validate` that fails on warnings, without those that are wrong about us: `python -m nlu.validate`."""
from __future__ import annotations

import contextlib
import io
import re
import sys
import warnings
from pathlib import Path

from nlu.decide import CHOSEN, DECIDED, HEALTH
from nlu.quiet import keep_quiet

ROOT = Path(__file__).resolve().parents[1]
#: intents that no utterance trains
INTERNAL = DECIDED | CHOSEN | {HEALTH}
#: sent by the action webhook, so no rule names them
_SENT_BY_ACTIONS = re.compile(r"The utterance 'utter_\w+' is not used in any story or rule")
_UNTRAINED = re.compile(r"The intent '(\w+)' is listed in the domain file, but is not found in the NLU training data")
#: `topic` is a slot that actions set and what a button carries; it was never meant to fill itself.
#: "k" is "okay" in English and "không" in Vietnamese
_WANTED = ("Slot auto-fill has been removed", "The example 'k' was found labeled with multiple different intents")


def matters(message: str) -> bool:
    """Tell whether a warning of Rasa's is right about this project."""
    if _SENT_BY_ACTIONS.match(message) or message.startswith(_WANTED):
        return False
    untrained = _UNTRAINED.match(message)
    return not (untrained and untrained[1] in INTERNAL)


def validate(domain: Path = ROOT / "domain.yml", data: Path = ROOT / "nlu" / "data") -> list[str]:
    """Return what is wrong with domain, rules and utterances, a line each; raise what Rasa raises on broken files."""
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    wrong: list[str] = []
    with warnings.catch_warnings(record=True) as raised, contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("always")
        importer = TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(domain), [str(data)])
        validator = Validator.from_importer(importer)
        checks = {
            "domain": validator.verify_domain_validity,
            "utterances and rules": lambda: validator.verify_nlu(ignore_warnings=True),
            "form slots": validator.verify_form_slots,
            "slot mappings": validator.verify_slot_mappings,
            "forms in rules": validator.verify_forms_in_stories_rules,
            "actions in rules": validator.verify_actions_in_stories_rules,
            "rule structure": lambda: validator.verify_story_structure(ignore_warnings=False),
        }
        wrong += [f"{name}: not valid" for name, holds in checks.items() if not holds()]
    ours = [str(w.message) for w in raised if issubclass(w.category, UserWarning)]
    return wrong + [message for message in dict.fromkeys(ours) if matters(message)]


def main() -> int:
    keep_quiet()
    wrong = validate()
    print("\n".join(wrong) or "domain, rules and utterances are valid")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
