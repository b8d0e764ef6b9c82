"""Who is funded, once, and not twice."""

from __future__ import annotations

from datetime import date

import pytest
from tests.programmes.sons.orders import DUI, ORDER, judged, order, reasons

from socle.programmes.sons.model import Aid


@pytest.mark.rule("SONS-031", "SONS-514")
def test_a_second_order_for_the_same_establishment_and_dsr_is_refused_and_names_the_first():
    later = order(order="BC-2", ordered_on=date(2022, 6, 1), dsr="hop dpi, Va1")
    report = judged(later, ORDER)
    assert [one.accepted for one in report.orders] == [False, True]
    (finding,) = report.orders[0].decision.findings
    assert (finding.verdict.id, finding.expected) == ("programmes.sons-duplicate", "commande BC-1")


@pytest.mark.rule("SONS-031")
def test_an_order_needs_its_beneficiary_and_its_dsr_and_says_one_thing():
    assert "beneficiary-unknown" in reasons(order(finess_pmsi="", finess_eg="", siret="12345678900000"))
    assert "beneficiary-unknown" in reasons(order(dsr=""))
    assert reasons(order(disagreeing=("ordered_on",))) == ["order-disagreeing"]
    assert reasons(order(finess_pmsi="10010171")) == ["finess-doubtful"]
    assert "finess-doubtful" in reasons(order(finess_pmsi="010010172"))
    assert reasons(order(unread=(3, 7))) == ["lines-unread"]


@pytest.mark.rule("SONS-031")
@pytest.mark.parametrize("dsr", ["DPI", "DSR DPI vague 1", "Hôpital – DPI", "dpi va1"])
def test_one_dsr_under_several_names_is_one_dsr(dsr):
    assert reasons(ORDER, order(order="BC-2", dsr=dsr, ordered_on=date(2022, 6, 1)), which=1) == ["duplicate"]


@pytest.mark.rule("SONS-031", "SONS-509")
def test_a_prestation_of_both_waves_holds_that_of_each_of_them():
    later = {"ordered_on": date(2024, 12, 1), "presented_on": date(2024, 12, 2)}
    both = order(order="BC-2", wave="1+2", dsr="HOP-DPI", ordered_on=date(2024, 11, 1), presented_on=date(2024, 12, 1))
    assert reasons(both, order(wave="2", **later), which=1) == ["duplicate"]
    assert "duplicate" in reasons(both, order(wave="1", **later), which=1)
    assert reasons(both, order(wave="1", **later)) == []
    assert reasons(ORDER, order(order="BC-3", wave="2", **later), which=1) == []


@pytest.mark.rule("SONS-031")
def test_an_order_that_does_not_say_its_wave_may_be_a_duplicate_and_is_told():
    silent = order(order="BC-2", wave="", dsr="HOP-DPI", ordered_on=date(2022, 6, 1))
    assert reasons(ORDER, silent, which=1) == ["possible-duplicate", "calendar-unknown"]
    assert reasons(order(silent, order="BC-3"), silent, which=1, severity="error") == ["duplicate"]


@pytest.mark.rule("SONS-032")
def test_several_dsr_may_be_funded():
    assert reasons(ORDER, order(order="BC-2", dsr="HOP-RIS-Va1"), which=1) == []


@pytest.mark.rule("SONS-033")
def test_wave_2_may_be_funded_after_wave_1_for_the_same_esms():
    second = order(DUI, order="BC-2", dsr="MS-DUI-Va2", wave="2")
    assert "duplicate" not in reasons(DUI, second, which=1)
    assert "duplicate" in reasons(DUI, order(DUI, order="BC-3"), which=1)


@pytest.mark.rule("SONS-509")
def test_the_prestation_of_both_waves_is_not_for_who_had_the_first():
    both = order(order="BC-9", wave="1+2", dsr="HOP-DPI", ordered_on=date(2024, 12, 1), presented_on=date(2024, 12, 2))
    assert reasons(both) == []
    assert reasons(ORDER, both, which=1) == ["wave-one-done"]
    assert reasons(order(both, wave_one_done=True)) == ["wave-one-done"]


@pytest.mark.rule("SONS-505")
def test_the_site_is_known_by_finess_or_siret():
    assert reasons(order(finess_eg="")) == ["site-unknown"]
    assert reasons(order(finess_eg="", siret="26010004500012")) == []


def crossed(*aids):
    return {"aids": {"010000032": [Aid("010000032", *aid) for aid in aids]}}


@pytest.mark.rule("SONS-034")
def test_an_esms_aided_to_acquire_a_referenced_solution_gets_no_sons():
    assert reasons(DUI, **crossed(("2022", "acquisition d'un DUI"))) == ["esms-acquisition"]
    assert reasons(DUI, **crossed(("généralisation", "", True))) == ["esms-acquisition"]
    assert reasons(DUI, **crossed(("2022", "accompagnement"))) == []
    assert reasons(DUI, **crossed(("2022", "acquisition", False))) == []
    assert reasons(order(DUI, finess_eg="010000024"), **crossed(("2022", "acquisition"))) == []
    unknown = order(DUI, couloir="", dsr="Dossier de l'usager")
    assert "esms-acquisition" in reasons(unknown, **crossed(("2022", "acquisition")))


@pytest.mark.rule("SONS-035")
def test_an_esms_of_the_amorcage_phase_stays_eligible():
    assert reasons(DUI, **crossed(("Amorçage", "acquisition"))) == ["esms-starting-phase"]
    assert judged(DUI, **crossed(("phase d'amorcage", "acquisition"))).accepted
    for phase in ("Temps 1", "temps 2 (2021)", "T2"):
        assert reasons(DUI, **crossed((phase, "acquisition"))) == ["esms-starting-phase"]


@pytest.mark.rule("SONS-036")
def test_the_two_lists_are_matched_by_finess():
    aids = crossed(("2022", "acquisition"))["aids"] | {"750000002": [Aid("750000002")]}
    assert judged(DUI, aids=aids).as_json()["crossing"] == {
        "both": ["010000032"],
        "both_not_starting_phase": ["010000032"],
        "sons_only": 1,
        "esms_numerique_only": 1,
    }


@pytest.mark.rule("SONS-037")
def test_only_the_upgrade_of_a_dui_is_asked_for():
    assert reasons(order(DUI, nature="Acquisition d'un DUI")) == ["not-an-upgrade"]
    assert reasons(order(DUI, nature="Mise en conformité Ségur")) == []


@pytest.mark.rule("SONS-057")
def test_a_laboratory_outside_the_establishment_opens_no_funding():
    laboratory = order(couloir="Biologie", dsr="BIO-SGL-Va1")
    assert reasons(order(laboratory, own_laboratory=False)) == ["laboratory-outside"]
    assert reasons(order(laboratory, own_laboratory=True)) == []
    assert reasons(order(laboratory, couloir="Hôpital", own_laboratory=False)) == ["laboratory-outside"]


@pytest.mark.rule("SONS-056")
def test_an_unsigned_order_is_not_funded():
    assert reasons(order(signed=False)) == ["unsigned"]


@pytest.mark.rule("SONS-501")
@pytest.mark.parametrize(
    ("means", "refusals"),
    [
        ("à la main", []),
        ("CPS", []),
        ("Pro Santé Connect", []),
        ("certificat RGS**", []),
        ("image", ["signature-means"]),
    ],
)
def test_an_order_is_signed_by_a_means_that_counts(means, refusals):
    assert reasons(order(signature_means=means)) == refusals
