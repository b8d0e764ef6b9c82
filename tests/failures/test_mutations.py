"""Two thousand random mutations of a good feeding: each is answered in a word of the catalogue, quickly, and forgotten."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from lxml import etree

from tests.failures.exchange import CAMILLE, Feeding, exchange, verdicts_of
from tests.servers import socle

SEED, MUTATIONS, SENDERS = 20260915, 2000, 2
#: Answers before memory is measured: everything is loaded by then.
WARM_UP = 100
MB = 1024 * 1024
GROWTH = 60 * MB
SLOWEST = 2.0

HOSTILE = [
    "",
    " ",
    "\u202e",
    "é" * 300,
    "x" * 70_000,
    "' OR 1=1 --",
    "'); DROP TABLE ledger_event; --",
    "<script>alert(1)</script>",
    "&amp;&lt;&#x10FFFF;",
    "{0}{found}%s%n",
    "${jndi:ldap://127.0.0.1/x}",
    "../../../../etc/passwd",
    "^" * 500,
    "&" * 500,
    "-1",
    "9" * 400,
    "1e309",
    "20269999999999",
    "00000000",
    "2026-09-15T08:00:00Z",
    "urn:uuid:00000000-0000-0000-0000-000000000000",
    "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated",
    "1.2.250.1.213.1.1.4.13",
    "0." * 100,
    "1^^^&1.2&ISO^NH",
    "\ud7ff\ue000",
    "İıſK",
    "٣٤٥",
]

Chance = random.Random


def root_of(body: bytes) -> tuple[int, int]:
    """Where the envelope begins and ends in the message."""
    return body.index(b"<soap:Envelope"), body.index(b"</soap:Envelope>") + len(b"</soap:Envelope>")


def tree_of(body: bytes) -> etree._Element:
    start, end = root_of(body)
    return etree.fromstring(body[start:end])


def with_tree(body: bytes, root: etree._Element) -> bytes:
    start, end = root_of(body)
    return body[:start] + etree.tostring(root) + body[end:]


def somewhere(body: bytes, chance: Chance) -> int:
    """A place: half of the time in the envelope, which is smaller than what follows."""
    start, end = root_of(body) if chance.random() < 0.5 else (0, len(body))
    return chance.randrange(start, end)


# --- mutations: bytes --------------------------------------------------------------------------------------


def flip(body, chance):
    damaged = bytearray(body)
    for _ in range(chance.randrange(1, 20)):
        damaged[somewhere(body, chance)] = chance.randrange(256)
    return bytes(damaged)


def delete(body, chance):
    start = somewhere(body, chance)
    return body[:start] + body[start + chance.randrange(1, 300) :]


def duplicate(body, chance):
    start = somewhere(body, chance)
    return body[:start] + body[start : start + chance.randrange(1, 500)] * 2 + body[start:]


def insert(body, chance):
    start = somewhere(body, chance)
    words = [
        b"\0",
        b"\xff\xfe",
        b"<!DOCTYPE x>",
        b"]]>",
        b"<!--",
        b"&x;",
        b"\r\n",
        b"--",
        b"<a" * 50,
        b"<?x",
        b"\x1b[2J",
    ]
    return body[:start] + chance.choice(words) + body[start:]


def truncate(body, chance):
    return body[: somewhere(body, chance)]


# --- mutations: MIME ---------------------------------------------------------------------------------------


def edit_boundary(body, chance):
    line = re.search(rb"--[^\r\n]+", body)[0]
    found = [match.start() for match in re.finditer(re.escape(line), body)]
    at = chance.choice(found)
    new = chance.choice([b"", line[:-1], line + b"x", line + b"--", line + b" \t", b"-" + line, line[2:], line * 2])
    return body[:at] + new + body[at + len(line) :]


def edit_part_header(body, chance):
    names = [match.span() for match in re.finditer(rb"(?mi)^content-[^\r\n]*", body)]
    start, end = chance.choice(names)
    values = [
        b"",
        b"Content-ID: <x>",
        b"Content-Transfer-Encoding: base64",
        b"Content-Type: \xff",
        b"X",
        b"Content-ID:",
    ]
    return body[:start] + chance.choice([*values, body[start:end] + b"\r\n" + body[start:end]]) + body[end:]


# --- mutations: XML ----------------------------------------------------------------------------------------


def swap_elements(body, chance):
    root = tree_of(body)
    nodes = [node for node in root.iter() if isinstance(node.tag, str) and node.getparent() is not None]
    one, two = chance.sample(nodes, 2)
    if one in two.iterancestors() or two in one.iterancestors():
        one.getparent().remove(one)
    else:
        places = [(one.getparent(), one.getparent().index(one)), (two.getparent(), two.getparent().index(two))]
        first, second = etree.fromstring(etree.tostring(one)), etree.fromstring(etree.tostring(two))
        places[0][0][places[0][1]], places[1][0][places[1][1]] = second, first
    return with_tree(body, root)


def drop_or_repeat_element(body, chance):
    root = tree_of(body)
    node = chance.choice([node for node in root.iter() if node.getparent() is not None])
    if chance.random() < 0.5:
        node.getparent().remove(node)
    else:
        node.addnext(etree.fromstring(etree.tostring(node)) if isinstance(node.tag, str) else etree.Comment("x"))
    return with_tree(body, root)


def fit(text):
    """`text` as XML can hold it."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def metadata(root):
    return list(root.iter("{urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0}*"))


def change_attribute(body, chance):
    root = tree_of(body)
    node = chance.choice([node for node in metadata(root) if node.attrib])
    name = chance.choice(sorted(node.attrib))
    others = [other.get(name) for other in root.iter() if other.get(name)]
    node.set(name, fit(chance.choice([*HOSTILE, *others])))
    if chance.random() < 0.1:
        del node.attrib[name]
    return with_tree(body, root)


def change_slot(body, chance):
    root = tree_of(body)
    node = chance.choice([node for node in metadata(root) if node.tag.endswith("}Value")])
    node.text = fit(chance.choice(HOSTILE))
    return with_tree(body, root)


def change_name(body, chance):
    root = tree_of(body)
    node = chance.choice([node for node in root.iter() if isinstance(node.tag, str)])
    node.tag = chance.choice(
        ["x", "{urn:x}x", "{urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0}Association", node.tag + "x"]
    )
    return with_tree(body, root)


# --- mutations: the token and the documents ----------------------------------------------------------------


def damage_base64(body, chance):
    values = [
        match.span(1) for match in re.finditer(rb"<ds:(?:SignatureValue|DigestValue|X509Certificate)>([^<]+)", body)
    ]
    start, end = chance.choice(values)
    text = bytearray(body[start:end])
    for _ in range(chance.randrange(1, 6)):
        text[chance.randrange(len(text))] = chance.choice(b"AZaz09+/=-_ \n%")
    return body[:start] + bytes(text[: chance.choice([len(text), len(text) // 2])]) + body[end:]


def change_token(body, chance):
    start, end = body.index(b"<saml2:Assertion"), body.index(b"</saml2:Assertion>")
    at = chance.randrange(start, end)
    return body[:at] + chance.choice([b"<!-- -->", b" ", b"x", b"&#13;", b"<?x?>", b'" ID="_x']) + body[at:]


def change_document(body, chance):
    start = body.index(b"<ClinicalDocument")
    words = [
        match.span(1) for match in re.finditer(rb'(?:root|extension|code|value)="([^"]*)"', body[start : start + 9000])
    ]
    first, last = chance.choice(words)
    new = fit(chance.choice(HOSTILE)).encode().replace(b"&", b"&amp;").replace(b"<", b"&lt;")
    return body[: start + first] + new + body[start + last :]


DAMAGES = [
    flip,
    delete,
    duplicate,
    insert,
    truncate,
    edit_boundary,
    edit_part_header,
    swap_elements,
    drop_or_repeat_element,
    change_attribute,
    change_attribute,
    change_slot,
    change_slot,
    change_name,
    damage_base64,
    change_token,
    change_document,
]


def mutated(letter: Feeding, number: int) -> tuple[str, bytes]:
    """Mutation `number`: its name and the message, always the same."""
    chance = random.Random(SEED + number)
    damage = chance.choice(DAMAGES)
    return damage.__name__, damage(letter.fresh(), chance)


@dataclass
class Campaign:
    """What came of every mutation."""

    told: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    slowest: float = 0
    seconds: float = 0
    growth: int = 0


def send_all(target, letter, numbers, campaign):
    """Send these mutations one after the other on one connection, kept alive."""
    headers = {"Content-Type": letter.content_type}
    with closing(target.connection(letter.card)) as connection:
        for number in numbers:
            name, body = mutated(letter, number)
            begun = time.monotonic()
            try:
                answer = exchange(connection, "repository", body, headers)
                told = verdicts_of(answer)
            except (OSError, AssertionError) as error:
                campaign.wrong.append(f"{number} {name}: {error!r}"[:400])
                connection.close()
                continue
            campaign.slowest = max(campaign.slowest, time.monotonic() - begun)
            campaign.told.update(told)
            if answer.registry_status == "Success":
                campaign.accepted.append(name)


@pytest.fixture(scope="module")
def campaign(target):
    letter = Feeding.of(target)
    target.set_clock(letter.instant)
    found = Campaign()
    # Stored first: what is unchanged in a mutation then meets it, as the same or as a false twin.
    assert target.post("repository", letter.fresh(), letter.card, letter.content_type).registry_status == "Success"
    send_all(target, letter, range(MUTATIONS, MUTATIONS + WARM_UP), Campaign())
    before, begun = target.resident(), time.monotonic()
    with ThreadPoolExecutor(SENDERS) as pool:
        work = [pool.submit(send_all, target, letter, range(n, MUTATIONS, SENDERS), found) for n in range(SENDERS)]
        for end in work:
            end.result()
    found.seconds, found.growth = time.monotonic() - begun, target.resident() - before
    print(  # noqa: T201 - the figures, for whoever runs it with -s
        f"\n{MUTATIONS} mutations in {found.seconds:.0f} s ({MUTATIONS / found.seconds:.0f}/s), slowest"
        f" {found.slowest:.2f} s, memory {found.growth / MB:+.1f} MB on {before / MB:.0f} MB,"
        f" {len(found.told)} verdicts, {len(found.accepted)} accepted"
    )
    return found


def test_every_answer_is_well_formed_and_in_the_catalogue(campaign):
    assert campaign.wrong == []


def test_the_mutations_reach_every_depth_of_the_server(campaign):
    """Else the campaign would prove little: MIME, XML, token, metadata and documents are all found at fault."""
    rooms = Counter(re.split(r"[.-]", id)[0] + "." + re.split(r"[.-]", id)[1] for id in campaign.told if "." in id)
    assert {"wire.mime", "wire.xml", "wire.token", "wire.xds"} <= set(rooms)
    assert any(id.startswith("record.") for id in campaign.told)
    assert any(id.startswith("documents.") for id in campaign.told)
    assert len(campaign.told) > 30


def test_no_answer_takes_long(campaign):
    assert campaign.slowest < SLOWEST


def test_the_memory_of_the_server_does_not_grow(campaign):
    assert campaign.growth < GROWTH


def test_the_log_holds_no_traceback_no_token_no_key_and_nothing_of_the_patient(campaign, target):
    log = target.log
    assert "Traceback" not in log
    assert "PRIVATE KEY" not in log
    assert "Assertion" not in log
    assert not re.search("MII[A-Za-z0-9+/]{40}", log)
    for secret in (CAMILLE.id, CAMILLE.id[:13], "BOISJOLY", "TAMARIN", "IPP-000117"):
        assert secret not in log


def test_every_line_of_the_log_is_one_json_object(campaign, target):
    """What a sender writes never begins a line of its own; `socle up` itself says where it is, once."""
    lines = [line for line in target.log.splitlines() if not line.startswith("TLS on https://localhost")]
    assert len(lines) > MUTATIONS
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_every_refusal_of_the_campaign_is_in_the_journal_without_the_patients_number(campaign, target):
    events = target.events()
    refused = [event for event in events if event["outcome"] == "refused"]
    assert len(refused) >= MUTATIONS - len(campaign.accepted)
    assert all(event["verdicts"] for event in refused)
    assert CAMILLE.id not in str(events)


def test_no_mutation_left_anything_in_the_record(campaign, target):
    """Those accepted were the stored submission again, damaged where it means nothing: blanks, labels, symbolic ids."""
    with closing(sqlite3.connect(f"file:{target.running.data / 'socle.sqlite3'}?mode=ro", uri=True)) as database:
        assert database.execute("SELECT count(*) FROM record_entry").fetchone() == (2,)
        assert database.execute("SELECT count(DISTINCT location) FROM record_entry").fetchone() == (2,)
    checked = json.loads(socle("check", "--json", "--data", str(target.running.data)).stdout)
    assert checked["valid"], checked["damages"]
    assert checked["documents"] == 2


def test_a_good_feeding_succeeds_at_the_end(campaign, target):
    letter = Feeding.of(target)
    answer = target.post("repository", letter.fresh(), letter.card, letter.content_type)
    assert answer.registry_status == "Success", answer.errors
    assert target.healthz()["status"] == "ok"
