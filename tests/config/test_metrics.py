"""What an operator reads at /metrics: true figures, and nothing about anyone."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests import unsecured
from tests.servers import sandbox_server

from socle.config import metrics

EXAMPLE = Path(__file__).parents[2] / "examples" / "lettre-de-sortie.xml"


def figures(sandbox):
    """Every sample: its value by name and labels."""
    text = unsecured.get(f"{sandbox.url}metrics").text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def total(found, name, **labels):
    wanted = set(labels.items())
    return sum(value for (known, told), value in found.items() if known == name and wanted <= set(told))


class TestWhatIsCounted:
    def test_an_exchange_is_counted_by_service_transaction_and_status_with_its_duration(self, fresh):
        before = figures(fresh)
        assert fresh.cli("feed", str(EXAMPLE)).returncode == 0
        assert fresh.cli("find", "--patient", "288042923299113", "--as", "guivarch").returncode == 0
        after = figures(fresh)
        for transaction, service in (("TD2.1", "repository"), ("TD3.1", "registry")):
            labels = {"transaction": transaction, "service": service}
            answered, timed = (
                total(after, name, **labels) - total(before, name, **labels)
                for name in ("socle_exchanges_total", "socle_exchange_seconds_count")
            )
            assert answered == timed == {"TD2.1": 1, "TD3.1": 2}[transaction]
        assert total(after, "socle_handshakes_total", outcome="done") > 0
        assert total(after, "socle_acts_total", outcome="done") > total(before, "socle_acts_total", outcome="done")

    def test_a_refusal_is_counted_under_its_verdict(self, sandbox):
        before = figures(sandbox)
        sandbox.cli("find", "--patient", "288042923299113", "--as", "secretaire-nord")
        with sandbox.client() as client:
            client.post("si-dmp-server/v2/services/registry", content=b"<a", headers={"Content-Type": "text/xml"})
        unsecured.get(f"{sandbox.url}aide/", headers={"X": "x" * 100_000})
        after = figures(sandbox)
        gained = {
            dict(labels)["verdict"]
            for (name, labels), value in after.items()
            if name == "socle_refusals_total" and value > before.get((name, labels), 0)
        }
        assert "config.head-too-large" in gained
        assert any(verdict.startswith("record.") for verdict in gained)
        assert any(verdict.startswith("wire.") for verdict in gained)

    def test_the_journal_the_outbox_the_disk_and_the_certificate_are_told_as_they_stand(self, sandbox):
        found = figures(sandbox)
        with closing(sqlite3.connect(sandbox.data / "socle.sqlite3", timeout=20)) as database:
            (events,) = database.execute("SELECT count(*) FROM ledger_event").fetchone()
            (waiting,) = database.execute("SELECT count(*) FROM ledger_message WHERE done IS NULL").fetchone()
        assert total(found, "socle_journal_events") == events
        assert total(found, "socle_journal_unsealed") <= events
        assert total(found, "socle_outbox_waiting") == waiting
        assert total(found, "socle_disk_free_bytes") > 0
        assert total(found, "socle_certificate_end_seconds") > 1_700_000_000
        assert total(found, "socle_figures_unread") == 0

    def test_the_doors_tell_what_they_hold(self, sandbox):
        with sandbox.client() as client:
            client.get("healthz")
            found = figures(sandbox)
        assert total(found, "socle_connections", door="tls") == 1
        assert total(found, "socle_carriers", door="http") == 1
        assert total(found, "socle_requests_waiting") == 0
        assert total(found, "socle_place_wait_seconds_count", door="tls") >= 0


class TestWhatIsNotTold:
    def test_no_label_holds_anything_but_words_of_closed_lists(self, sandbox):
        from socle.ledger import ActCode, Outcome  # noqa: PLC0415
        from socle.manual.registry import whole_catalogue  # noqa: PLC0415
        from socle.record.transactions import _BY_BODY, _BY_REASON  # noqa: PLC0415

        known = {
            "verdict": lambda value: value in whole_catalogue(),
            "act": lambda value: value in {code.value for code in ActCode},
            "outcome": lambda value: value in {*(one.value for one in Outcome), "done", "other"} or value.isupper(),
            "service": {"registry", "repository", "patients", "habilitations", "patientCertif", ""}.__contains__,
            "transaction": {"", *(one.id for one in [*_BY_BODY.values(), *_BY_REASON.values()])}.__contains__,
            "status": re.compile(r"[1-5]\d\d").fullmatch,
            "door": {"http", "tls"}.__contains__,
            "why": {"share", "full", "slow"}.__contains__,
            "le": re.compile(r"[\d.]+|\+Inf").fullmatch,
            "version": re.compile(r"[\d.]+").fullmatch,
        }
        with sandbox.client() as client:
            client.post("si-dmp-server/v2/services/288042923299113", content=b"<a/>")
        for name, labels in figures(sandbox):
            if name.startswith("socle_"):
                for label, value in labels:
                    assert known[label](value), (name, label, value)

    def test_the_tls_door_does_not_tell_them(self, sandbox):
        with sandbox.client() as client:
            assert client.get("metrics").status_code == 404

    def test_another_network_than_those_named_does_not_read_them(self, tmp_path):
        with sandbox_server(tmp_path, world="none", environment={"SOCLE_METRICS_TO": "10.0.0.0/8"}) as running:
            assert unsecured.get(f"{running.url}metrics").status_code == 404


COUNTING = """
import os, sys
from pathlib import Path
from socle.config import metrics
metrics.prepare(Path(sys.argv[1]))
metrics.metrics().handshake()
metrics.DoorFigures("tls").connections.inc()
children = []
for _ in range(2):
    child = os.fork()
    if child == 0:
        metrics.prepare(Path(sys.argv[1]))
        metrics.metrics().handshake("HTTP_REQUEST")
        metrics.DoorFigures("tls").connections.inc(5)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
before = metrics.exposed().decode()
for child in children:
    metrics.ended(child)
print(before + "# then\\n" + metrics.exposed().decode())
"""


def test_several_processes_add_up_and_one_that_ended_holds_nothing_any_more(tmp_path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    (folder / "counter_1.db").write_bytes(b"of a run before")
    environment = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", COUNTING, str(folder)], capture_output=True, text=True, env=environment, check=True
    )
    before, after = done.stdout.split("# then\n")
    for text, held in ((before, "11.0"), (after, "1.0")):
        assert 'socle_handshakes_total{outcome="HTTP_REQUEST"} 2.0' in text
        assert 'socle_handshakes_total{outcome="done"} 1.0' in text
        assert f'socle_connections{{door="tls"}} {held}' in text


@pytest.mark.parametrize("reason", ["", "HTTP_REQUEST", "SOMETHING_NEW_IN_OPENSSL"])
def test_a_reason_that_a_peer_may_choose_is_told_only_when_it_is_known(reason):
    from socle.config.metrics import metrics  # noqa: PLC0415

    told = {"": "done", "HTTP_REQUEST": "HTTP_REQUEST"}.get(reason, "other")
    before = metrics().handshakes.labels(told)._value.get()
    metrics().handshake(reason)
    assert metrics().handshakes.labels(told)._value.get() == before + 1


def test_counts_are_kept_in_memory_since_a_full_disk_would_end_whoever_writes_them(tmp_path, monkeypatch):
    monkeypatch.setattr(metrics, "MEMORY", tmp_path / "memory")
    assert metrics.folder_for(tmp_path / "data") == tmp_path / "data" / "metrics"
    (tmp_path / "memory").mkdir()
    kept = metrics.folder_for(tmp_path / "data")
    assert kept.parent == tmp_path / "memory"
    assert kept != metrics.folder_for(tmp_path / "other")
    kept.symlink_to(tmp_path)  # laid there by somebody else
    assert metrics.folder_for(tmp_path / "data") == tmp_path / "data" / "metrics"
