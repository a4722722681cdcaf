"""Pages of the allow-list may use the API, others get no header that would let them."""

from __future__ import annotations

import pytest

from tests.bot.house import PAGE, House, one_database

pytestmark = one_database
ELSEWHERE = "https://labour.example.org.evil.example"


def asked(origin: str, method: str = "POST") -> dict[str, str]:
    wanted = "authorization,content-type"
    return {
        "origin": origin,
        "access-control-request-method": method,
        "access-control-request-headers": wanted,
    }


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_a_listed_page_is_let_in(house: House, method: str) -> None:
    http = house.phone().http
    answer = await http.options("/chat/v1/messages", headers=asked(PAGE, method))
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert method in answer.headers["access-control-allow-methods"]
    assert {"authorization", "content-type"} <= {
        h.strip().lower() for h in answer.headers["access-control-allow-headers"].split(",")
    }
    assert (
        "access-control-allow-credentials" not in answer.headers
    )  # the token is in a header, never in a cookie


@pytest.mark.parametrize(
    "origin", [ELSEWHERE, "null", "http://labour.example.org", "https://labour.example.org:8443"]
)
async def test_another_gets_no_header(house: House, origin: str) -> None:
    phone = house.phone()
    before = await phone.http.options("/chat/v1/messages", headers=asked(origin))
    assert "access-control-allow-origin" not in before.headers
    real = await phone.call("POST", "sessions", json={}, headers={"origin": origin})
    assert "access-control-allow-origin" not in real.headers


async def test_a_listed_page_can_read_refusals_too(house: House) -> None:
    phone = house.phone()
    for more in ({"content": b"{"}, {"content": b" " * 70_000}, {"content": b'{"id": "m", "text": "x"}'}):
        kind = {"origin": PAGE, "content-type": "application/json"}
        answer = await phone.call("POST", "messages", headers=kind, **more)
        assert answer.status_code in (400, 401, 413)
        assert answer.headers["access-control-allow-origin"] == PAGE
        assert "retry-after" in answer.headers["access-control-expose-headers"].lower()
