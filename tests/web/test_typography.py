"""French typography: set on the page, whatever the room wrote; nothing else is touched."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from socle.web.typography import text, typeset


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("l'accord d'Iris", "l’accord d’Iris"),
        ("l&#x27;accord", "l’accord"),
        ("Qui a vu ? Personne !", "Qui a vu\u00a0? Personne\u00a0!"),
        ("noté ; averti : oui", "noté\u00a0; averti\u00a0: oui"),
        ("« Bilan sanguin »", "«\u00a0Bilan sanguin\u00a0»"),
        ("15 000 € et 71 %", "15 000\u00a0€ et 71\u00a0%"),
    ],
)
def test_a_french_text_is_set(written, said):
    assert text(written) == said


@pytest.mark.parametrize("written", ["https://localhost:8443/a?b", "10:40", "'x'", "a:b;c", "&amp; &lt;"])
def test_what_is_no_french_punctuation_stays(written):
    assert text(written) == written


@pytest.mark.parametrize(
    "kept",
    [
        "<code>l'un : x</code>",
        "<pre>a ? b</pre>",
        "<textarea>d'Iris ?</textarea>",
        '<span lang="en">the holder\'s : x</span>',
        "<span data-as-written>mot d'ordre <span>à l'identique</span> ?</span>",
        '<a href="/x?q=l\'un : a" title="l\'un ?">',
        "<!-- d'ici ? -->",
    ],
)
def test_what_is_to_be_copied_or_is_english_stays_as_it_is_written(kept):
    assert typeset(f"<p>{kept}</p>") == f"<p>{kept}</p>"


def test_french_goes_on_after_what_was_left_alone():
    page = "<p>d'un <code>l'un</code> d'eux<br> ? <span lang=\"en\"><b>it's</b></span> l'autre</p>"
    assert (
        typeset(page) == "<p>d’un <code>l'un</code> d’eux<br>\u00a0? <span lang=\"en\"><b>it's</b></span> l’autre</p>"
    )


@given(some.lists(some.sampled_from(["<p>", "</p>", "<code>", "</code>", "<br>", "l'un ", " : ", "« x »", "a"])))
def test_no_page_loses_or_gains_anything_but_spaces_and_apostrophes(pieces):
    page = "".join(pieces)
    assert re.sub("[\u00a0 ]", "", typeset(page).replace("’", "'")) == page.replace(" ", "")
    assert typeset(typeset(page)) == typeset(page)
