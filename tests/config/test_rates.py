"""How often one client may ask, decided and obtained."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests import unsecured
from tests.servers import sandbox_server

from socle.config.rates import Buckets, Rate, read_rate, spend
from socle.config.settings import Settings, from_environment

REGISTRY = "si-dmp-server/v2/services/registry"


class TestBucket:
    def test_a_burst_passes_then_one_request_each_time_a_bucket_drips(self):
        buckets = Buckets(Rate(2, 3))
        assert [buckets.take("a", 100) for _ in range(4)] == [0, 0, 0, 0.5]
        assert buckets.take("a", 100.4) == pytest.approx(0.1)
        assert buckets.take("a", 100.5) == 0

    def test_processes_made_from_this_one_share_its_buckets(self):
        buckets = Buckets(Rate(0.001, 3))
        assert buckets.take("a") == 0
        child = os.fork()
        if not child:
            os._exit(0 if buckets.take("a") == buckets.take("a") == 0 else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert buckets.take("a") > 0

    def test_one_client_never_pays_for_another(self):
        buckets = Buckets(Rate(1, 1))
        assert buckets.take("a", 0) == 0
        assert buckets.take("a", 0) > 0
        assert buckets.take("b", 0) == 0

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.floats(0, 5), max_size=60), st.integers(1, 20), st.floats(0.1, 50))
    def test_never_more_than_the_burst_and_what_dripped_since(self, gaps, burst, per_second):
        rate, level, passed = Rate(per_second, burst), float(burst), 0
        for gap in gaps:
            level, wait = spend(level, gap, rate)
            passed += not wait
            assert 0 <= level <= burst
        assert passed <= burst + sum(gaps) * per_second + 1e-6

    def test_memory_is_bounded_and_the_oldest_is_forgotten(self):
        buckets = Buckets(Rate(0.001, 1), remembered=10)
        for rank in range(1000):
            buckets.take(str(rank), rank / 1e6)
        assert len(buckets) == 16  # two sets of eight
        assert buckets.take("999", 0.01) > 0

    @pytest.mark.parametrize("text", ["", "50", "0/1", "1/0", "a/b", "1/1/1", "-1/2", "1e9/1", "1/1 "])
    def test_what_is_no_rate_is_refused_with_a_sentence(self, text):
        with pytest.raises(ValueError, match="is not a rate"):
            read_rate(text)


class TestSettings:
    def test_production_has_bounds_when_nothing_is_said_and_the_sandbox_none(self):
        assert Settings().rate_of_exchanges == Rate(50, 200)
        assert Settings().rate_of_pages == Rate(10, 60)
        assert Settings().rate_of_sign_in == Rate(1, 30)
        assert Settings().limits.per_address == 256
        sandbox = Settings(sandbox=True)
        assert (sandbox.rate_of_exchanges, sandbox.rate_of_pages, sandbox.rate_of_sign_in) == (None, None, None)
        assert sandbox.limits.per_address == 0

    def test_what_is_said_holds_everywhere(self):
        said = from_environment({"SOCLE_RATE_EXCHANGES": "3/4", "SOCLE_RATE_PAGES": "off", "SOCLE_SANDBOX": "1"})
        assert (said.rate_of_exchanges, said.rate_of_pages) == (Rate(3, 4), None)
        with pytest.raises(ValueError, match="is not a rate"):
            from_environment({"SOCLE_RATE_SIGN_IN": "often"})

    @pytest.mark.parametrize(
        ("said", "sandbox", "lasts"),
        [("", "", timedelta(hours=4)), ("", "1", None), ("0", "", None), ("1.5", "1", timedelta(minutes=90))],
    )
    def test_a_session_of_the_pages_lasts_four_hours_but_in_the_sandbox_and_what_is_said_everywhere(
        self, said, sandbox, lasts
    ):
        assert from_environment({"SOCLE_SESSION_HOURS": said, "SOCLE_SANDBOX": sandbox}).session_lasts == lasts

    @pytest.mark.parametrize("said", ["-1", "25", "nan", "four"])
    def test_hours_that_are_none_end_the_start(self, said):
        with pytest.raises(ValueError, match="SOCLE_SESSION_HOURS"):
            from_environment({"SOCLE_SESSION_HOURS": said})


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    rates = {"SOCLE_RATE_EXCHANGES": "0.5/3", "SOCLE_RATE_PAGES": "1/5", "SOCLE_RATE_SIGN_IN": "0.1/2"}
    with sandbox_server(tmp_path_factory.mktemp("strict"), environment=rates) as running:
        yield running


class TestDoors:
    def test_an_exchange_too_many_is_a_fault_with_429_and_the_time_to_wait(self, strict, tmp_path):
        with strict.actor_client("ferrandis", tmp_path) as client:
            for kind, namespace in (
                ("application/soap+xml", "http://www.w3.org/2003/05/soap-envelope"),
                ("text/xml", "http://schemas.xmlsoap.org/soap/envelope/"),
            ):
                answers = [client.post(REGISTRY, content=b"<a/>", headers={"Content-Type": kind}) for _ in range(4)]
                late = answers[-1]
                assert late.status_code == 429
                assert 1 <= int(late.headers["Retry-After"]) <= 2
                body = etree.fromstring(late.content)
                assert body.tag == f"{{{namespace}}}Envelope"
                assert "Ce client envoie trop de demandes" in late.text
            assert answers[0].status_code == 429

    def test_another_certificate_is_not_told_so_and_the_first_may_come_back(self, strict, tmp_path):
        headers = {"Content-Type": "application/soap+xml"}
        with strict.actor_client("ferrandis", tmp_path) as busy, strict.actor_client("guivarch", tmp_path) as other:
            while (late := busy.post(REGISTRY, content=b"<a/>", headers=headers)).status_code != 429:
                pass
            assert other.post(REGISTRY, content=b"<a/>", headers=headers).status_code == 400
            time.sleep(int(late.headers["Retry-After"]) + 0.2)
            assert busy.post(REGISTRY, content=b"<a/>", headers=headers).status_code == 400

    def test_a_page_too_many_says_so_in_french_and_styles_are_free(self, strict):
        with unsecured.Client(base_url=strict.url) as browser:
            answers = [browser.get("aide/") for _ in range(12)]
            late = answers[-1]
            assert (late.status_code, int(late.headers["Retry-After"]) >= 1) == (429, True)
            assert "Trop de demandes à la fois" in late.text
            assert "Content-Security-Policy" in late.headers
            assert browser.get("static/web/socle.css").status_code == 200
            assert browser.get("healthz").status_code == 200

    def test_signing_in_again_and_again_is_refused_before_anything_is_looked_up(self, strict):
        time.sleep(1.5)
        answers = [unsecured.post(f"{strict.url}bac-a-sable/entrer") for _ in range(4)]
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["Retry-After"]) > 2

    def test_a_sandbox_has_no_bound_unless_asked_for(self, sandbox):
        with unsecured.Client(base_url=sandbox.url) as browser:
            assert {browser.get("aide/").status_code for _ in range(70)} == {200}


def test_a_compressed_form_is_never_unpacked(sandbox):
    """Nothing in Socle unpacks a request: a bomb stays the few bytes it is."""
    bomb = b"\x1f\x8b" + b"\0" * 1000
    answer = unsecured.post(f"{sandbox.url}api/clock", content=bomb, headers={"Content-Encoding": "gzip"})
    assert answer.status_code in {400, 403, 415}
