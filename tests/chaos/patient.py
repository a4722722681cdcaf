"""Workers and officers who live through a death: what was not confirmed is sent again, under the same id."""

from __future__ import annotations

import time

import httpx

from tests.e2e.people import Officer, Worker

#: seconds a phone goes on trying
PATIENCE = 600.0


class Again(httpx.BaseTransport):
    """Repeats a request until somebody answers it; a server that breaks off or says 5xx has not."""

    def __init__(self) -> None:
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        end = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self._inner.handle_request(request)
                answer.read()
                if answer.status_code < 500:
                    return answer
            except httpx.TransportError:
                if time.monotonic() > end:
                    raise
            if time.monotonic() > end:
                return answer
            time.sleep(0.2)

    def close(self) -> None:
        self._inner.close()


class Patient(Worker):
    wait = PATIENCE

    def connect(self, base: str) -> httpx.Client:
        return httpx.Client(base_url=base, timeout=60, transport=Again())


class PatientOfficer(Officer):
    """An officer who loads the page again when it did not come: the browser sends the same form again."""

    def connect(self, base: str) -> httpx.Client:
        return httpx.Client(base_url=base, timeout=60, transport=Again(), follow_redirects=True)
