"""The public client `annuaire-sante-fhir` reads a whole sandbox, with its address, a key and the trusted authority set.

Its resolution of codes, which downloads the nomenclatures, is off by default. It runs in a process of its own: it takes
the trusted authority from the environment.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests import unsecured
from tests.servers import clean_environment, sandbox_server

READS = """
import json, sys
from annuairesante.client import AnnuaireSanteClient
from annuairesante.exceptions import NotFoundError
from annuairesante.transformers.organization import OrganizationTransformer
from annuairesante.transformers.practitioner import PractitionerTransformer
from annuairesante.transformers.practitioner_role import PractitionerRoleTransformer

client = AnnuaireSanteClient(api_key="une-cle", base_url=sys.argv[1])
people = [PractitionerTransformer().transform(one) for one in client.practitioner.search_all(_count=7)]
places = [OrganizationTransformer().transform(one) for one in client.organization.search_all(_count=7, active=True)]
roles = [PractitionerRoleTransformer().transform(one) for one in client.practitioner_role.search_all(_count=7)]
try:
    client.practitioner.get("personne")
    unknown = "found"
except NotFoundError:
    unknown = "not found"
print(json.dumps({
    "statement": client.metadata()["resourceType"],
    "people": [one.metadata.id for one in people],
    "places": [one.metadata.id for one in places],
    "roles": [(one.metadata.id, one.practitioner_id, one.organization_id) for one in roles],
    "services": len(list(client.healthcare_service.search_all())) + len(list(client.device.search_all())),
    "unknown": unknown,
}))
"""


@pytest.mark.database
def test_the_public_client_reads_every_professional_structure_and_situation(tmp_path):
    with sandbox_server(tmp_path) as running:
        ca = tmp_path / "ca.pem"
        ca.write_text(unsecured.get(f"{running.url}api/authority").text)
        address = f"{running.tls_url.rstrip('/')}/annuaire/fhir/v2"
        done = subprocess.run(
            [sys.executable, "-c", READS, address],
            env=clean_environment() | {"SSL_CERT_FILE": str(ca)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        found, known = json.loads(done.stdout), running.api("people")
    assert (found["statement"], found["unknown"], found["services"]) == ("CapabilityStatement", "not found", 0)
    professionals = sorted(f"003-{one['idnat']}" for one in known["professionals"] if one["kind"] == "professional")
    assert sorted(found["people"]) == professionals
    assert sorted(found["places"]) == sorted(f"001-{one['idnat']}" for one in known["structures"])
    people, places = set(found["people"]), set(found["places"])
    assert found["roles"]
    assert all(person in people and place in places for _, person, place in found["roles"])
