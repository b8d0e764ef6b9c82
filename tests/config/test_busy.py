"""More than can be served: whoever comes is told at once when to come back, in the form of the door he came to."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from tests import unsecured
from tests.databases import held_outside
from tests.failures.exchange import PLAIN, SERVICES, Target
from tests.failures.messages import soap_message
from tests.servers import sandbox_server
from tests.wire import pki

from socle.web.typography import text
from socle.wire.soap.faults import Fault

SENTENCE = "Socle sert trop de demandes à la fois : réessayez dans 5 secondes."


@pytest.fixture(scope="module")
def target(tmp_path_factory, dmp_samples):
    """One place of work at each door, for which one request may wait."""
    folder = tmp_path_factory.mktemp("small")
    trust = (dmp_samples / "certs" / "TEST-ONLY-ca-root.crt.pem",)
    small = {"SOCLE_PROCESSES": "1", "SOCLE_THREADS": "1", "SOCLE_QUEUE": "1"}
    with sandbox_server(folder, world="trois-ponts", trust=trust, environment=small) as running:
        found = Target(running, dmp_samples, folder)
        found.set_clock(pki.NOW)
        yield found


def figure(target, name, door):
    """What `/metrics` says of a door; 0 before anything came there."""
    told = unsecured.get(f"{target.running.url}metrics", timeout=20).text
    found = re.search(rf'^{name}{{door="{door}"}} ([0-9.]+)$', told, re.MULTILINE)
    return float(found[1]) if found else 0.0


def until(true):
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def full(target, door, ask):
    """What is answered while one asks in the only place, held up, and one waits for it; then what those two got."""
    begun = figure(target, "socle_place_wait_seconds_count", door)
    with ThreadPoolExecutor(2) as pool:
        others = [pool.submit(ask)]
        until(lambda: figure(target, "socle_place_wait_seconds_count", door) == begun + 1)
        others.append(pool.submit(ask))
        until(lambda: figure(target, "socle_requests_waiting", door) == 1)
        late = ask()
        assert not any(other.done() for other in others)
        yield late
        yield [other.result(60) for other in others]


def test_an_exchange_too_many_is_a_fault_with_503_and_the_time_to_wait_and_the_others_are_done(target):
    card = target.issued("card-kervelec-auth")

    def ask():
        message = soap_message(target, pki.NOW)
        with httpx.Client(verify=target.context(card), timeout=60) as client:
            address = f"{target.running.tls_url.rstrip('/')}{SERVICES}patients"
            return client.post(address, content=message, headers={"Content-Type": PLAIN})

    assert ask().status_code == 200
    with held_outside(target.running):
        asked = full(target, "tls", ask)
        late = next(asked)
    assert (late.status_code, late.headers["Retry-After"]) == (503, "5")
    assert late.headers["Content-Type"].startswith("application/soap+xml")
    assert Fault("Receiver", "", SENTENCE).reason in late.text
    assert [answer.status_code for answer in next(asked)] == [200, 200]
    assert ask().status_code == 200


def test_a_page_too_many_is_a_page_with_503(target):
    with unsecured.Client(base_url=target.running.url, timeout=60) as browser:
        page = browser.get("bac-a-sable/").text
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    cookies = {"csrftoken": browser.cookies["csrftoken"]}

    def ask():
        data = {"csrfmiddlewaretoken": token, "patient": "camille"}
        return unsecured.post(f"{target.running.url}bac-a-sable/entrer", data=data, cookies=cookies, timeout=60)

    with held_outside(target.running):
        asked = full(target, "http", ask)
        late = next(asked)
        assert unsecured.get(f"{target.running.url}healthz", timeout=20).json()["rooms"]["config"] == "ok"
    assert (late.status_code, late.headers["Retry-After"]) == (503, "5")
    assert late.headers["Content-Type"].startswith("text/html")
    assert "Content-Security-Policy" in late.headers
    assert text(SENTENCE) in late.text
    assert [answer.status_code for answer in next(asked)] == [302, 302]
