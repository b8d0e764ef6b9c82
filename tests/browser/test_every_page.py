"""What holds on every page: for eyes, ears, fingers and paper.

Here the pages that an address leads to; `test_every_page_reached.py` asks the same of those that steps lead to.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import SCREENSHOTS, new_context
from tests.browser.pages import STILL, go

PAGES = STILL
#: What may take the focus without being an action: a PDF, a table that scrolls.
NOT_ACTIONS = {"OBJECT", "EMBED", "DIV"}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: What the keyboard must reach: what is shown, can be used, and is not one of several buttons of one choice.
REACHABLE = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(
  e => e.checkVisibility({checkVisibilityCSS: true}) && !e.disabled && e.type !== 'hidden' && e.type !== 'radio').length"""
FOCUSED = """() => { const e = document.activeElement; if (!e || e === document.body) return null;
  if (!e.dataset.seen) e.dataset.seen = String(window.count = (window.count || 0) + 1);
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  return {seen: e.dataset.seen, tag: e.tagName, type: e.type || '', text: (e.innerText || e.name || '').slice(0, 40),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3,
    inside: box.bottom > 0 && box.top < innerHeight} }"""
SMALL = """() => [...document.querySelectorAll('.button, .rooms a, .foot a, .trail a, summary, select, textarea, label:has(> input), input:not([type=checkbox], [type=radio], [type=hidden])')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 90))"""

AXE = Axe().axe_script
VIOLATIONS = "() => axe.run({resultTypes: ['violations']}).then(found => found.violations)"
IN_ITS_PLACE = "position => document.querySelectorAll('.rooms').forEach(e => { e.style.position = position; })"


@dataclass
class Opened:
    """A page opened once for all that is checked on it, with what it asked for and said meanwhile."""

    name: str
    page: Page
    asked: list[str]
    said: list[str]


def pytest_generate_tests(metafunc):
    """All tests of a module on one of its pages, then on the next."""
    if "opened" in metafunc.fixturenames:
        metafunc.parametrize("opened", metafunc.module.PAGES, indirect=True, scope="module")


@pytest.fixture(scope="module")
def window(browser):
    """One window for all pages: making a window takes longer than opening most of them."""
    context = new_context(browser)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.fixture(scope="module")
def opened(request, window, house):
    """A page opened by nobody yet, from an empty one."""
    window.goto("about:blank")
    window.context.clear_cookies()
    asked, said = [], []
    heard = {"request": lambda each: asked.append(each.url), "console": lambda each: said.append(each.text)}
    for event, listener in heard.items():
        window.context.on(event, listener)
    go(window, house, request.param)
    yield Opened(request.param, window, asked, said)
    for event, listener in heard.items():
        window.context.remove_listener(event, listener)


@pytest.fixture
def page(opened):
    """The page as it was opened: wide, light, at its top."""
    yield opened.page
    opened.page.set_viewport_size({"width": 1280, "height": 900})
    opened.page.emulate_media(media="screen", color_scheme="light")
    opened.page.evaluate("document.documentElement.style.fontSize = ''; scrollTo(0, 0)")


def phone(page, width=390):
    page.set_viewport_size({"width": width, "height": 844})


def test_nothing_is_asked_from_elsewhere_and_the_browser_complains_of_nothing(opened, page, house):
    own = urlsplit(house.url).netloc
    assert [
        url for url in opened.asked if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).netloc != own
    ] == []
    assert [text for text in opened.said if "status of 40" not in text] == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing(page, width, scheme):
    phone(page, width)
    page.emulate_media(color_scheme=scheme)
    if not page.evaluate("'axe' in window"):  # half a megabyte of script, once a page
        page.evaluate(AXE)
    found = page.evaluate(VIOLATIONS)
    assert [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found] == []


def test_a_phone_of_320_points_never_scrolls_sideways(page):
    phone(page, 320)
    assert page.evaluate(WIDE) <= 0


def test_text_twice_as_large_still_fits(page):
    phone(page, 640)
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    assert page.evaluate(WIDE) <= 0


def test_fingers_find_targets_of_44_points(page):
    phone(page)
    assert page.evaluate(SMALL) == []


def test_paper_shows_the_page_without_its_navigation(page):
    page.emulate_media(media="print")
    assert not page.locator(".rooms").is_visible()
    assert page.locator("h1").first.is_visible()
    assert len(page.pdf(format="A4")) > 3_000


@pytest.mark.parametrize("width", [390, 1280])
def test_a_picture_is_kept_for_someone_to_look_at(opened, page, width):
    """The whole page; what keeps to the bottom of the window stands where it comes, and covers nothing."""
    phone(page, width)
    if page.locator("object").count() and opened.name != "controle-rapport":  # its files would not be sent again
        page.reload()  # a document is fitted to the width that its window had when it was opened
        page.wait_for_timeout(3_000)  # the browser's own PDF viewer tells nobody when it is done
    page.evaluate(IN_ITS_PLACE, "static")
    page.screenshot(path=SCREENSHOTS / f"{opened.name}-{width}.png", full_page=True)
    if opened.name == "composants":  # every component stands there
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=SCREENSHOTS / f"{opened.name}-{width}-sombre.png", full_page=True)
    page.evaluate(IN_ITS_PLACE, "")


def test_the_keyboard_reaches_every_action_and_shows_where_it_is(page):
    expected = page.evaluate(REACHABLE)
    reached: dict[str, dict] = {}
    for _ in range(expected * 4 + 40):
        page.keyboard.press("Tab")
        where = page.evaluate(FOCUSED)
        if where is not None:  # a PDF keeps the focus inside itself for a few steps
            reached.setdefault(where["seen"], where)
        elif len(reached) >= expected:
            break
    usable = [where for where in reached.values() if where["type"] != "radio" and where["tag"] not in NOT_ACTIONS]
    assert len(usable) >= expected
    assert [where for where in usable if not where["ring"]] == []
    assert [where for where in usable if not where["inside"]] == []
