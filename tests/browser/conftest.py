"""A whole sandbox with a few documents, and a real browser in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests.browser.chromium import CHROMIUM, launched
from tests.servers import Running, sandbox_server

HERE = Path(__file__).parent
SCREENSHOTS = HERE.parent / "screenshots"
FED = ("laboratory-report-v1", "discharge-letter-v1", "consultation-note-v1", "minor-note-v1", "cabinet-letter-v1")
PATIENTS = {"camille": "284053523899177", "hugo": "182112901999268", "perrine": "279082227899502"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The Trois-Ponts world on its first day, six documents fed through mutual TLS, one of them masked."""
    folder = tmp_path_factory.mktemp("browser")
    documents = HERE.parent / "data" / "dmp" / "documents"
    with sandbox_server(folder, world="trois-ponts", at="2026-09-15T16:10:00Z") as running:
        fed = running.cli("feed", *(str(documents / f"{name}.xml") for name in FED))
        assert fed.returncode == 0, fed.stdout + fed.stderr
        fed = running.cli("feed", str(documents / "emergency-sheet-v1.xml"), "--hide", "professionals")
        assert fed.returncode == 0, fed.stdout + fed.stderr
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module: while it runs, its event loop forbids the database to the tests of the same process."""
    if CHROMIUM is None:
        pytest.skip("this machine cannot: no chromium, and none could be installed")
    with sync_playwright() as playwright, launched(playwright) as running:
        yield running


Opener = Callable[..., Page]


def new_context(browser: Browser, *, width: int = 1280, scheme: str = "light", script: bool = True) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 844 if width < 700 else 900},
        color_scheme=scheme,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        java_script_enabled=script,
    )


@pytest.fixture
def open_page(browser: Browser, house: Running) -> Iterator[Opener]:
    """Opens an address as somebody: `open_page("/pro/", who="kervelec", width=390)`."""
    contexts: list[BrowserContext] = []

    def opener(address: str = "/", *, who: str = "", **how) -> Page:
        contexts.append(new_context(browser, **how))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        if who:
            enter(page, house, who)
        if address:
            page.goto(house.url.rstrip("/") + address)
        return page

    yield opener
    for context in contexts:
        context.close()


def follow(way: Locator) -> None:
    """Press a link or a button that leads to a page, and be on that page."""
    with way.page.expect_navigation():
        way.click()


def enter(page: Page, house: Running, who: str) -> None:
    """Sign in as somebody of the world, from the sandbox's page: a patient at once, a professional by Pro Santé Connect.

    Whoever practises in several places acts in the first of them.
    """
    page.goto(f"{house.url}bac-a-sable/")
    follow(page.locator(f"button[name=patient][value={who}], button[name=professional][value={who}]").first)
    if "/auth/" in page.url:
        follow(page.get_by_role("button", name="Confirmer comme"))
    if page.url.endswith("/pro/connexion/situation/"):
        follow(page.locator("button[name=situation][value='0']"))


#: The cookies of a first sign-in by Pro Santé Connect: by sandbox and person.
_SIGNED_IN: dict[tuple[str, str], list[Any]] = {}


def enter_again(page: Page, house: Running, who: str) -> None:
    """Be somebody of the world: a professional by the session of his first sign-in, as long as it serves."""
    kept = _SIGNED_IN.get((house.url, who))
    if kept is not None:
        page.context.clear_cookies()
        page.context.add_cookies(kept)
        if page.request.get(f"{house.url}pro/", max_redirects=0).ok:
            return
    enter(page, house, who)
    if urlsplit(page.url).path.startswith("/pro/"):
        _SIGNED_IN[house.url, who] = page.context.cookies()


def find_patient(page: Page, house: Running, who: str) -> None:
    """As a professional, open the record of a patient by INS."""
    page.goto(f"{house.url}pro/")
    page.get_by_label("Matricule INS du patient").fill(PATIENTS[who])
    follow(page.get_by_role("button", name="Chercher le dossier"))
