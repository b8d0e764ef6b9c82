"""`python -m benchmarks.tokens`: tokens a second from Pro Santé Connect, each durable before it is answered.

A service connects, people sign in by code and PKCE through the pages (not measured apart), then every client refreshes
its session again and again: each answer is one commit and two signatures (RSA, 2048 bits). Beside it the same
connections ask for the metadata (nothing written, nothing signed); `python -m benchmarks` tells the machine's commits.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from benchmarks import machine
from benchmarks.house import House

SERVICE, BACK = "benchmark", "https://benchmark.example/back"
REALM = "auth/realms/esante-wallet/protocol/openid-connect/"
PEOPLE = ("guivarch", "abgrall", "mercadal", "thevenoux", "ollivary", "sarrazol", "quemard", "debureaux")


def sign_in(house: House, secret: str, who: str) -> str:
    """One whole sign-in by code, PKCE and e-CPS; gives the refresh token."""
    running, verifier = house.process, secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    idnat = running.api(f"actors/{who}")["idnat"]
    asked = {
        "response_type": "code",
        "client_id": SERVICE,
        "redirect_uri": BACK,
        "scope": "openid scope_all",
        "acr_values": "eidas1",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": idnat,
    }
    with httpx.Client(base_url=running.url, timeout=60) as browser, running.client() as service:
        page = browser.get(browser.get("auth", params=asked).headers["Location"])
        form = re.search(
            r'<form method="post" action="/bac-a-sable/telephone/repondre">.*?</form>', page.text, re.DOTALL
        )
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0] if form else ""))
        origin = {"Origin": running.url.rstrip("/")}
        done = browser.post("bac-a-sable/telephone/repondre", data=fields | {"reponse": "oui"}, headers=origin)
        back = browser.get(f"{done.headers['Location']}retour/").headers["Location"]
        code = parse_qs(urlsplit(back).query)["code"][0]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": verifier}
        answer = service.post(f"{REALM}token", data=form, auth=(SERVICE, secret))
        answer.raise_for_status()
        return str(answer.json()["refresh_token"])


def together(clients: int, seconds: float, ask: Callable[[int], Callable[[], None]]) -> dict[str, float]:
    """Every client asks again and again until the time is over; a failure ends the run with its reason."""
    taken: list[list[float]] = [[] for _ in range(clients)]
    failures: list[str] = []
    end = time.perf_counter() + seconds

    def work(rank: int) -> None:
        once = ask(rank)
        try:
            while time.perf_counter() < end and not failures:
                began = time.perf_counter()
                once()
                taken[rank].append(time.perf_counter() - began)
        except (httpx.HTTPError, KeyError) as error:
            failures.append(repr(error))

    threads = [threading.Thread(target=work, args=(rank,)) for rank in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])
    every = sorted(span for one in taken for span in one)
    return {
        "per_second": len(every) / seconds,
        "p50_ms": median(every) * 1000,
        "p95_ms": every[int(len(every) * 0.95)] * 1000,
    }


def measure(house: House, clients: int, seconds: float) -> dict[str, Any]:
    """Refreshes, and the metadata as their floor, on the same kept-alive connections."""
    document = {"client_id": SERVICE, "alternative": "none: a benchmark", "redirect_uris": [BACK]}
    secret = house.process.api("psc/services", document)["client_secret"]
    held = [sign_in(house, secret, PEOPLE[rank % len(PEOPLE)]) for rank in range(clients)]
    connections = [house.process.client() for _ in range(clients)]

    def refresh(rank: int) -> Callable[[], None]:
        def once() -> None:
            form = {"grant_type": "refresh_token", "refresh_token": held[rank]}
            answer = connections[rank].post(f"{REALM}token", data=form, auth=(SERVICE, secret))
            answer.raise_for_status()
            held[rank] = answer.json()["refresh_token"]

        return once

    def metadata(rank: int) -> Callable[[], None]:
        there = "auth/realms/esante-wallet/.well-known/wallet-openid-configuration"
        return lambda: connections[rank].get(there).raise_for_status() and None

    try:
        return {"tokens": together(clients, seconds, refresh), "metadata": together(clients, seconds, metadata)}
    finally:
        for connection in connections:
            connection.close()


def main(words: list[str] | None = None) -> int:
    """Measure on SQLite, print a table, and write the figures when asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tokens", description=__doc__)
    parser.add_argument("--clients", type=int, default=8, help="clients at once (8)")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each run (5)")
    parser.add_argument("--out", type=Path, help="where the figures go, as JSON")
    args = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder) / "sqlite")
        house.start()
        try:
            house.freeze()
            found = {"conditions": machine.conditions(), **measure(house, args.clients, args.seconds)}
        finally:
            house.stop()
    for name in ("tokens", "metadata"):
        run = found[name]
        print(f"{name:10} {run['per_second']:8.1f} /s   p50 {run['p50_ms']:6.1f} ms   p95 {run['p95_ms']:6.1f} ms")
    if args.out:
        args.out.write_text(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
