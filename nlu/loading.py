"""A trained model as an agent with our own store, answers and patches; shared by the server and the evaluation."""
from __future__ import annotations

from pathlib import Path

from rasa.core.agent import Agent

from nlu import patches
from nlu.actions import ActionWebhook
from nlu.answers import LocalisedAnswers
from nlu.tracker_store import StateStore


def load_agent(model: Path, webhook: ActionWebhook | None = None) -> tuple[Agent, StateStore]:
    """Return the agent of a model file on this machine; raise when it cannot be loaded, rather than serve without."""
    patches.apply()
    store = StateStore()
    agent = Agent.load(
        str(model), generator=LocalisedAnswers(), tracker_store=store, action_endpoint=webhook
    )
    if not agent.is_ready():
        raise RuntimeError("the model could not be loaded")
    return agent, store
