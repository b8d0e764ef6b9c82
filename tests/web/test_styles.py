"""The tokens keep the contrasts that the pages promise, in the light and in the dark."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLES = files("socle.web").joinpath("static/web/socle.css").read_text("utf-8")
#: What text stands on.
GROUNDS = ("paper", "raised")
QUIET = {"warn": "warn-quiet", "bad": "bad-quiet", "accent": "accent-quiet", "good": "good-quiet"}


def _tokens(block):
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


LIGHT = _tokens(STYLES.split("@media (prefers-color-scheme: dark)")[0])
DARK = _tokens(STYLES.split("@media (prefers-color-scheme: dark)")[1].split("/* ---- Page")[0])


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def tokens(request):
    return request.param


def test_body_text_has_a_contrast_of_seven(tokens):
    for ground in (*GROUNDS, "quiet"):
        assert contrast(tokens["ink"], tokens[ground]) >= 7, ground


def test_every_other_text_has_a_contrast_of_four_and_a_half(tokens):
    for word in ("soft", "accent", "good", "warn", "bad"):
        for ground in (*GROUNDS, "quiet"):
            assert contrast(tokens[word], tokens[ground]) >= 4.5, (word, ground)
    for word, ground in QUIET.items():
        assert contrast(tokens[word], tokens[ground]) >= 4.5, ground
        assert contrast(tokens["ink"], tokens[ground]) >= 7, ground
        assert contrast(tokens["soft"], tokens[ground]) >= 4.5, ground
    assert contrast(tokens["paper"], tokens["accent"]) >= 4.5  # the main button


def test_the_edge_of_a_field_and_the_focus_ring_are_seen(tokens):
    for word in ("line", "focus", "accent"):
        for ground in GROUNDS:
            assert contrast(tokens[word], tokens[ground]) >= 3, (word, ground)


def test_light_and_dark_define_the_same_colours():
    assert LIGHT.keys() == DARK.keys()


def test_nothing_moves_and_nothing_is_fetched_from_elsewhere():
    assert not re.search(r"animation|transition|@import|https?:|url\(", STYLES)


def test_the_style_sheet_leaves_room_for_the_page_in_sixty_kilobytes():
    assert len(STYLES.encode()) < 30_000
