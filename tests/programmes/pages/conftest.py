"""Answers as a computation leaves them, and a browser that holds their secret."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client
from lxml import html

from socle.programmes.pages import asking
from socle.programmes.pages.shelf import DONE, new_secret

AT = datetime(2022, 10, 21, 8, tzinfo=UTC)


def tree(answer):
    return html.fromstring(answer.content.decode().replace("\u00a0", " ").replace("\u202f", " "))


def words(node):
    return " ".join(node.text_content().split())


@pytest.fixture
def browser():
    """A browser that was given a secret, as every browser that asks is."""
    client = Client()
    client.cookies[asking.COOKIE] = new_secret()
    return client


@pytest.fixture
def leave(browser):
    """Leaves an answer on the shelf for this browser, and gives its address."""

    def left(room, answer):
        secret = browser.cookies[asking.COOKIE].value
        place = asking.shelf().begin(room, secret, time.monotonic())
        for name, data in answer.files.items():
            place.put(name, data)
        place.put("answer", json.dumps(answer.document, ensure_ascii=False).encode())
        place.tell(replace(place.state(), state=DONE))
        return f"/{room}/{place.name}/"

    return left
