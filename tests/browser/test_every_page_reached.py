"""What holds on every page (see `test_every_page.py`), for those that steps lead to: a file of its own, so that two
processes share the pages."""

from __future__ import annotations

from tests.browser.pages import REACHED
from tests.browser.test_every_page import (  # noqa: F401 - what pytest finds here
    opened,
    page,
    pytest_generate_tests,
    test_a_phone_of_320_points_never_scrolls_sideways,
    test_a_picture_is_kept_for_someone_to_look_at,
    test_axe_finds_nothing,
    test_fingers_find_targets_of_44_points,
    test_nothing_is_asked_from_elsewhere_and_the_browser_complains_of_nothing,
    test_paper_shows_the_page_without_its_navigation,
    test_text_twice_as_large_still_fits,
    test_the_keyboard_reaches_every_action_and_shows_where_it_is,
    window,
)

PAGES = REACHED
