"""The texts of domain.yml in the worker's language: gettext first, then values, so that a value is never translated."""
from __future__ import annotations

from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from language.catalogue import translate, translations
from language.normalise import SUPPORTED

SOURCE = "en"
#: what an action sends beside the values of a text
_NOT_VALUES = frozenset(
    {"buttons", "elements", "quick_replies", "template", "image", "attachment", "custom", "language"}
)


class LocalisedAnswers(TemplatedNaturalLanguageGenerator):
    """Renders `utter_*` responses. It is handed the responses when the model is loaded, being a template generator.

    The language is the action's own `language`, else that of the turn (`latest_message.language`).
    """

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        super().__init__(domain.responses if domain else {})

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any]:
        """Return `{text, buttons, custom, language}` of a response; raise KeyError when domain.yml lacks it."""
        source = self.responses[utter_action][0]
        language = kwargs.get("language") or turn_language(tracker)
        values = {name: value for name, value in kwargs.items() if name not in _NOT_VALUES}
        answer: dict[str, Any] = {"language": language, "text": translate(language, source["text"], **values)}
        if source.get("custom"):
            answer["custom"] = source["custom"]
        if source.get("buttons"):
            answer["buttons"] = [
                {**button, "title": translate(language, button["title"], **values)} for button in source["buttons"]
            ]
        return answer


def turn_language(tracker: DialogueStateTracker) -> str:
    """Return the language that this turn is answered in."""
    said = tracker.latest_message
    language = said.parse_data.get("language") if said else None
    return language if language in SUPPORTED else SOURCE


def localised_buttons(buttons: list[dict[str, Any]], language: str) -> list[dict[str, str]]:
    """Return buttons as `{title, choice}`; a title that is a message id of the catalogue is translated."""
    return [{"title": translations(language).gettext(b["title"]), "choice": b["payload"]} for b in buttons]
