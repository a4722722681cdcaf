"""The real web application on a loopback port with a stand-in for Rasa, and Chromium in front of it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect, sync_playwright
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.api import Limits
from bot.gateway import Gateway
from bot.web import create_app
from desk.app import create_app as create_desk
from grievances.core import Core
from grievances.models import Base
from grievances.store import Store, make_engine
from grievances.vault import Vault
from jurisdictions import load
from sangam import ports
from tests.browser import rasa as stand_in

SCREENSHOTS = Path(__file__).resolve().parents[2] / "var/screenshots"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

#: milliseconds until something that does not happen is a failure: a slow machine is none
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


# Not for the whole run: the synchronous Playwright keeps an event loop that asynchronous tests elsewhere would meet.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS, headless=True)
        yield started
        started.close()


@dataclass
class House:
    """The running application: its address, the core behind it, the stand-in for Rasa."""

    url: str
    core: Core
    rasa: stand_in.Rasa
    files: Path


@contextmanager
def running(app: Any, port: int) -> Iterator[None]:
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started:
        assert time.monotonic() < until, "the application did not start"
        time.sleep(0.02)
    yield
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def rates() -> Limits:
    return Limits(session=100, address=1000, sessions=1000)


@pytest.fixture
def demo() -> bool:
    return True


@pytest.fixture
def patience() -> float:
    """Seconds until a holding reply."""
    return 8.0


@pytest.fixture
def host_port() -> int:
    """The port of a page elsewhere that may embed the widget."""
    return ports.free()


@pytest.fixture
def house(tmp_path: Path, rates: Limits, demo: bool, patience: float, host_port: int) -> Iterator[House]:
    engine = make_engine(f"sqlite:///{tmp_path / 'sangam.db'}")
    Base.metadata.create_all(engine)
    core = Core(Store(engine), Vault(os.urandom(32), os.urandom(32)), load(["in"]))
    rasa, server = stand_in.serve()
    gateway = Gateway(core, [rasa.url], stand_in.SECRET, tmp_path)
    bot = create_app(
        core,
        gateway,
        files=tmp_path / "files",
        rates=rates,
        origins=[f"http://localhost:{host_port}"],
        demo=demo,
        patience=patience,
    )
    port = ports.free()
    app = Starlette(routes=[Mount("/desk", create_desk(core, files=tmp_path / "files")), Mount("/", bot)])
    with running(app, port):
        yield House(f"http://127.0.0.1:{port}", core, rasa, tmp_path / "files")
    server.shutdown()
    server.server_close()
    engine.dispose()


@dataclass
class Watch:
    """What went wrong in the browser: console errors, exceptions, violations of a policy; addresses elsewhere."""

    troubles: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


Visit = Callable[..., Page]
TELL = "document.addEventListener('securitypolicyviolation', e => console.error('CSP: ' + e.violatedDirective + ' ' + e.blockedURI))"  # noqa: E501


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def visit(browser: Browser, watch: Watch) -> Iterator[Visit]:
    """visit(width=1280, **context options) -> a page in a fresh profile. Nothing but loopback is reached."""
    contexts: list[BrowserContext] = []

    def guard(route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("127.0.0.1", "localhost"):
            route.continue_()
        else:
            watch.elsewhere.append(route.request.url)
            route.fulfill(status=200, content_type="text/html", body="<title>elsewhere</title>")

    def told(message: ConsoleMessage) -> None:
        if message.type == "error":
            watch.troubles.append(message.text)

    def open_page(width: int = 1280, height: int = 800, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.route("**/*", guard)
        if options.get("java_script_enabled", True):
            context.add_init_script(TELL)
        page = context.new_page()
        page.on("console", told)
        page.on("pageerror", lambda error: watch.troubles.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()


def serious(page: Page) -> list[str]:
    """What axe finds that is serious or critical, a line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {node['target']} {node['html'][:120]}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]


def sideways(page: Page) -> int:
    """How many pixels the page can be scrolled sideways."""
    page.wait_for_load_state()
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def photograph(page: Page, name: str, **options: Any) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", **options)


@pytest.fixture
def elsewhere(host_port: int) -> Iterator[Callable[..., str]]:
    """elsewhere(html, policy) -> the address of a page of another origin with that Content-Security-Policy."""
    pages: dict[str, tuple[str, str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, policy = pages.get(self.path, ("", "default-src 'none'"))
            self.send_response(200 if html else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", host_port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def put(html: str, policy: str) -> str:
        pages[f"/{len(pages)}"] = (html, policy)
        return f"http://localhost:{host_port}/{len(pages) - 1}"

    yield put
    server.shutdown()
    server.server_close()
