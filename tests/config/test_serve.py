"""Production, as far as one machine can show it: it starts on sound material and never loads the sandbox."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from tests import unsecured
from tests.servers import clean_environment, socle

from socle.wire.certificates import issue

VALIDITY = issue.Validity(datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC))

PROGRAM = """
import sys, threading, signal, os
from socle.cli.main import main
threading.Timer(float(os.environ.get("LIFE", "60")), lambda: os.kill(os.getpid(), signal.SIGTERM)).start()
status = main(["serve"])
print("sandbox" if any(name.startswith("socle.sandbox") for name in sys.modules) else "no sandbox", flush=True)
os._exit(status)
"""


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    folder = tmp_path_factory.mktemp("production")
    root = issue.root("AC RACINE DE TERRITOIRE", VALIDITY, organisation="TERRITOIRE", units=("0002 000000000",))
    server = issue.server(
        root, ["localhost"], validity=VALIDITY, name="TERRITOIRE", department="Finistère (29)", test=False
    )
    (folder / "ca.pem").write_text(root.pem)
    (folder / "server.pem").write_text(server.pem + root.pem)
    (folder / "server.key").write_text(server.key_pem)
    return folder


@pytest.mark.parametrize("processes", ["1", "2"])
def test_it_starts_without_ever_loading_the_sandbox_and_ends_calmly(material, tmp_path, processes):
    environment = clean_environment(
        SOCLE_PROCESSES=processes,
        SOCLE_DATA=str(tmp_path / "data"),
        SOCLE_SECRET_KEY="s" * 40,
        SOCLE_PORT="0",
        SOCLE_TLS_PORT="0",
        SOCLE_TLS_CERTIFICATE=str(material / "server.pem"),
        SOCLE_TLS_KEY=str(material / "server.key"),
        SOCLE_TRUST=str(material / "ca.pem"),
        SOCLE_HDS_CERTIFICATE="trial",
    )
    refused = socle("serve", **environment)
    assert (refused.returncode, "socle.E011" in refused.stderr) == (1, True)
    assert socle("ledger", "init", **environment).returncode == 0
    refused = socle("serve", **environment)
    assert (refused.returncode, "socle.E013" in refused.stderr) == (1, True)
    assert socle("keys", "init", **environment).returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        line = ""
        deadline = time.monotonic() + 60
        while not line.startswith("ready") and time.monotonic() < deadline:
            line = process.stderr.readline()
        url = line.split()[1]
        assert unsecured.get(f"{url}healthz").json()["status"] == "ok"
        assert unsecured.get(f"{url}api/people").status_code == 404
        assert unsecured.get(f"{url}bac-a-sable/").status_code == 404
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    finally:
        process.kill()
        process.stdout.close()
        process.stderr.close()
    assert (process.returncode, out.strip()) == (0, "no sandbox")
    assert (tmp_path / "data" / "socle.sqlite3").exists()
