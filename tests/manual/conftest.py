"""Readers of every page at once."""

from __future__ import annotations

from itertools import count

import pytest
from django.test import Client

_readers = count(1)


@pytest.fixture
def each_by_another(client: Client):
    """Reads a page as a reader at an address of his own: nobody may ask for hundreds of pages in a second."""

    def read(address: str):
        number = next(_readers)
        return client.get(address, REMOTE_ADDR=f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")

    return read
