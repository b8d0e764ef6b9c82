from __future__ import annotations

from html import unescape

from socle.manual.registry import whole_catalogue
from socle.manual.verdictsearch import VerdictQuery, codes, search
from socle.web import typography
from socle.web.components import outline


def text_of(client, address):
    return unescape(client.get(address).content.decode())


def test_the_catalogue_holds_the_verdicts_of_every_room():
    assert {"wire", "record"} <= {identifier.split(".")[0] for identifier in whole_catalogue()}


def test_every_verdict_has_a_page_that_says_all_of_it(each_by_another):
    for verdict in whole_catalogue().values():
        text = unescape(each_by_another(f"/verdicts/{verdict.id}/").content.decode())
        french = (outline(said) for said in (verdict.fr, verdict.way_out, verdict.how_to_obtain))
        for part in (*map(typography.text, french), outline(verdict.en), verdict.source, *verdict.rules):
            assert part in text, (verdict.id, part)
        for _, _, code in codes(verdict):
            assert code in text, verdict.id


def test_a_verdict_is_found_by_the_code_a_protocol_gives_it():
    verdict = next(each for each in whole_catalogue().values() if "xds" in each.codes)
    code = next(code for protocol, _, code in codes(verdict) if protocol == "xds")
    assert verdict in search(whole_catalogue().values(), VerdictQuery(words=code))
    assert verdict in search(whole_catalogue().values(), VerdictQuery(protocol="xds"))
    assert verdict not in search(whole_catalogue().values(), VerdictQuery(protocol="smtp"))


def test_a_verdict_is_found_by_its_room_and_severity():
    for verdict in search(whole_catalogue().values(), VerdictQuery(room="record", severity="error")):
        assert verdict.id.startswith("record.")
        assert verdict.severity.value == "error"


def test_an_unknown_verdict_is_an_address_with_nothing(client):
    assert client.get("/verdicts/nothing.here/").status_code == 404


def test_the_export_holds_the_filtered_list(client):
    text = client.get("/verdicts/verdicts.csv?partie=wire").content.decode("utf-8-sig")
    assert "wire." in text
    assert "\nrecord." not in text


def test_a_search_without_result_says_so(client):
    assert "Aucun verdict ne correspond" in text_of(client, "/verdicts/?q=xyzzy")
