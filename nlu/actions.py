"""The way out of Rasa: the action webhook, with its secret and one kept connection."""
from __future__ import annotations

import json
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

#: seconds; Rasa's own default is five minutes
TIMEOUT = 20.0


class ActionWebhook(EndpointConfig):
    """Posts an action call; raises ClientResponseError (status only) or an aiohttp error."""

    def __init__(self, url: str, secret: str, timeout: float = TIMEOUT) -> None:
        super().__init__(url=url, headers={"Authorization": f"Bearer {secret}"})
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def request(self, method: str = "post", **kwargs: Any) -> Any:  # type: ignore[override]
        """Send `json` and return the JSON that came back."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(headers=self.headers, timeout=self._timeout)
        async with self._session.post(self.url, json=kwargs["json"]) as answer:
            if answer.status >= 400:
                # Rasa reads the text of a 400 only; any other is none of our business
                text = await answer.text() if answer.status == 400 else ""
                raise ClientResponseError(answer.status, answer.reason or "", text or json.dumps({}))
            return await answer.json()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
