"""A running Socle that speaks plain IHE, for the public test plans."""

from __future__ import annotations

import pytest

from tests.servers import sandbox_server


@pytest.fixture(scope="module")
def neutral_server(tmp_path_factory):
    """A sandbox of its own, without people, opened with the neutral profile. Its clients show no certificate."""
    with sandbox_server(tmp_path_factory.mktemp("nist"), profile="ihe", world="none") as running:
        yield running


@pytest.fixture(scope="module")
def post(neutral_server):
    """Sends one message to the neutral endpoints of a running server."""
    with neutral_server.client() as client:

        def send(service, content_type, body):
            answer = client.post(f"ihe/{service}", content=body, headers={"Content-Type": content_type})
            return answer.status_code, answer.headers["content-type"], answer.content

        yield send
