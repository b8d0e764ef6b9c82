"""The documented settings: where public answers disagree, or where a page assumes a value.

Each field is one choice with its default, the readings it stands between and the rules it touches. The
installed choices are one frozen object; the manual and `/regles/` show them from these very fields.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from socle.rulebook.asking import AskingChoices
from socle.rulebook.declaring import choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(AskingChoices):
    """Every choice Socle makes where its sources leave one open."""

    production: bool = choice(
        False,
        "Whether this Socle is a production server, where test material is refused",
        "told by the environment, not by the OID of an INS alone (GIE test answers use .8)",
        "TEST-001",
        "TEST-002",
        "TEST-003",
    )
    api_v1_last_day: date = choice(
        date(2022, 12, 31),
        "Last day on which software in API v1 may call",
        "end of 2022 (DMP-174, DMP-178) or 30/12/2023 (DMP-173)",
        "DMP-173",
        "DMP-174",
    )
    qualified_ins_first_day: date = choice(
        date(2023, 1, 1),
        "First day on which only a qualified INS feeds the record",
        "1/1/2023 (DMP-179, DMP-180) or October 2023 as seen in the field",
        "DMP-176",
        "DMP-179",
        "DMP-180",
    )
    legal_entity_certificate_first_day: date = choice(
        date(2023, 1, 1),
        "First day on which a health establishment's certificate is that of its legal entity",
        "AUTH-044, against the transition of AUTH-046 to AUTH-048",
        "AUTH-044",
        "AUTH-046",
        "AUTH-048",
    )
    site_certificate_sharing_first_day: date = choice(
        date(2022, 3, 17),
        "First day on which sites of one legal entity may share the certificate of one of them",
        "AUTH-049 (answer of 17/03/2022), against AUTH-048 (never before 2023)",
        "AUTH-048",
        "AUTH-049",
    )
    legal_contract_certificates_first_day: date = choice(
        date(2023, 1, 1),
        "First day on which a contract with the ANS at legal-entity level orders certificates",
        "2023 (AUTH-051, answer of 14/04/2022), or already in the transition (AUTH-046)",
        "AUTH-046",
        "AUTH-051",
        "AUTH-052",
    )
    e_cps_dmp_first_day: date = choice(
        date(2022, 12, 1),
        "First day on which a professional reaches the DMP with an e-CPS",
        "not possible on 17/02/2022 (DMP-066), possible later (DMP-065, which gives no day): ASSUMED",
        "DMP-065",
        "DMP-066",
        "DMP-067",
    )
    e_cps_contextual_call_first_day: date = choice(
        date(2022, 12, 1),
        "First day on which the DMP is opened by e-CPS through a contextual call from a pharmacy's software",
        "already on 3/3/2022 (DMP-068), or at the end of wave 2 only (DMP-069, which gives no day): ASSUMED",
        "DMP-068",
        "DMP-069",
    )
    token_life: timedelta = choice(
        timedelta(minutes=5), "How long a VIHF token lives without Conditions", "no public figure: ASSUMED"
    )
    token_skew: timedelta = choice(
        timedelta(minutes=2), "Clock difference tolerated on a VIHF token", "no public figure: ASSUMED"
    )
    accept_sha1_signatures: bool = choice(
        False, "Whether a VIHF signed with SHA-1 is accepted", "2019-2020 samples use it, 2024 ones do not"
    )
    require_xades_signer: bool = choice(
        True, "Whether the signer of a submission set's signature document must be trusted", "ASSUMED"
    )
    allow_masked_and_invisible: bool = choice(
        False,
        "Whether one document may be masked to professionals and invisible to the patient at once",
        "server parameter cumul-invisible_patient-masque_ps = false",
    )
    age_of_majority: int = choice(18, "Age of majority, in years", "a parameter of the server")
    authorisation_life: timedelta = choice(
        timedelta(days=365), "How long an authorisation lasts", "one year in a document of 2010: ASSUMED"
    )
    announcement_notice: timedelta = choice(
        timedelta(days=14),
        "When the holder is told of a document kept back for an announcement",
        "two weeks (CSP R1111-53); 15 days in DMP-116, DMP-117",
        "DMP-116",
        "DMP-117",
    )
    announcement_opening_months: int = choice(
        1,
        "Months after which a document kept back for an announcement opens by itself",
        "one month (CSP R1111-53); 15 days in DMP-116, DMP-117",
        "DMP-116",
        "DMP-117",
    )
    announcement_opening_days: int = choice(
        0,
        "Days after which a document kept back for an announcement opens by itself; 0: after the months above",
        "one month (CSP R1111-53): 0; 15 in DMP-116, DMP-117",
        "DMP-116",
        "DMP-117",
    )
    retention_years: int = choice(
        10,
        "Years for which a closed record is kept before it is destroyed",
        "ten years from its closing (CSP L1111-18; DMP-214)",
        "DMP-214",
        "MES-008",
    )
    closing_after_death_first_day: date = choice(
        date(2023, 12, 31),
        "First day on which the record of a holder who died is closed by itself",
        "before the end of 2023 (MES-023); until then the entitled persons ask for it (MES-022)",
        "MES-022",
        "MES-023",
    )
    legacy_account: bool = choice(
        True,
        "Whether professionals open the former internet account of a record not attached to the space (TD1.5)",
        "in force in the samples and for such records; its operations left the WSDL of 11/06/2024",
    )
    prescriptions_to_other_professionals: bool = choice(
        True,
        "Whether a prescription that must be fed is sent to other professionals too",
        "the note (*) of the annex of the order of 26/04/2022 could not be read",
        "DMP-190",
    )
    pharmaceutical_record_opt_out_first_day: date | None = choice(
        None,
        "First day on which the pharmaceutical record (DP) is there unless its holder objects, as the DMP is",
        "announced as the next step, without a date (DMP-202)",
        "DMP-202",
    )
    refuse_bad_check_digits: bool = choice(
        False,
        "Whether a wrong key of RPPS, FINESS or NIR in a received document refuses it",
        "warning in the sandbox, since many public samples are wrong; refusal in production",
    )
    refuse_incoherent_ins_traits: bool = choice(
        False,
        "Whether a document whose sex, birth date or birth place does not agree with its INS is refused",
        "a warning: no text says so, and civil status may have changed since the matricule: ASSUMED",
        "INS-017",
    )
    open_record_for_unknown_test_ins: bool = choice(
        False,
        "Whether feeding a document for an unknown test INS opens a record",
        "sandbox only: production never opens a record but through Mon espace santé",
        "DMP-207",
    )
    ecps_first_day: date = choice(
        date(2022, 12, 1),
        "First day on which an e-CPS opens the record",
        "not in February 2022 (DMP-066), possible later (DMP-065), planned for mid-2022 (DMP-067); no day is told",
        "DMP-065",
        "DMP-066",
        "DMP-067",
    )
    contextual_ecps_first_day: date = choice(
        date(2022, 12, 1),
        "First day on which a pharmacy's contextual call opens the record with an e-CPS",
        "as soon as an e-CPS opens the record (DMP-068), or at the end of wave 2 (DMP-069), of which no day is told",
        "DMP-068",
        "DMP-069",
    )
    strong_authentication_first_day: date | None = choice(
        None,
        "First day on which a DPI, and a DUI before 2026, open with two factors only",
        "never by themselves, the DUI from 2026 on (AUTH-028): none; 28/4/2022, as answered that day (AUTH-030)",
        "AUTH-028",
        "AUTH-030",
    )
    matrix_applies_to_roles: bool = choice(
        False, "Whether the habilitation matrix applies to 'role' professions", "suspended during an appeal: ASSUMED"
    )
    consultation_consent: str = choice(
        "declared",
        "How a member of the care team comes to consult: 'declared', he declares the consent once and it is kept; "
        "'presumed', an episode of care of which the patient was informed is enough",
        "declared in a dedicated interface (DMP-030, DMP-031) or presumed once informed (DMP-004, DMP-020)",
        "DMP-020",
        "DMP-030",
        "DMP-031",
    )
    outside_team_consent: str = choice(
        "consultation",
        "What an explicit consent given to a professional outside the care team covers: 'consultation', 'episode' or "
        "'first access'",
        "each consultation (DMP-023), the episode of care (DMP-028) or once, at the first access (DMP-029)",
        "DMP-023",
        "DMP-028",
        "DMP-029",
    )
    consultation_length: timedelta = choice(
        timedelta(hours=1),
        "How long one consultation lasts, for a consent given for it alone",
        "no public figure: ASSUMED",
        "DMP-023",
    )
    episode_length: timedelta = choice(
        timedelta(days=90),
        "How long a consent for one episode of care lasts when nobody tells its end",
        "no public figure: ASSUMED",
        "DMP-028",
    )
    feeding_opposition_needs_motive: bool = choice(
        True,
        "Whether an opposition to feeding is admissible only with a legitimate motive",
        "with a motive (DMP-002, DMP-007; CSP R1111-47) or without condition (DMP-005)",
        "DMP-002",
        "DMP-005",
        "DMP-007",
    )
    outside_team_feeding_needs_consent: bool = choice(
        False,
        "Whether a professional outside the care team feeds only with the patient's explicit consent",
        "information alone, whoever feeds being deemed of the team (DMP-001, DMP-008), or explicit consent (DMP-006)",
        "DMP-001",
        "DMP-006",
        "DMP-008",
    )
    types_that_need_consent: tuple[str, ...] = choice(
        (),
        "typeCodes that are fed only with the patient's explicit consent",
        "no national list exists (DMP-014): empty",
        "DMP-014",
    )
    administrator_sees_masked: bool = choice(
        True,
        "Whether a professional administrator sees masked documents",
        "yes (DMP-080, DMP-092); not named by DMP-091",
        "DMP-080",
        "DMP-091",
        "DMP-092",
    )
    mask_towards_depositor: bool = choice(
        False,
        "Whether a document masked towards certain professionals is hidden from its own author too",
        "the author keeps seeing it (DMP-091, DMP-092), or is one of those 'certain professionals' (DMP-102)",
        "DMP-092",
        "DMP-102",
    )
    holder_deletes_of_blocked: bool = choice(
        False,
        "Whether the holder deletes a document whose author was blocked when it was added",
        "never (DMP-156), or so read a contrario (DMP-157)",
        "DMP-156",
        "DMP-157",
    )
    age_of_association: int = choice(
        16, "Age from which a minor must be associated with decisions about the record", "16 (DMP-145)", "DMP-145"
    )
    ins_verification_years: int = choice(
        3,
        "Years after which an INS already known is verified again with INSi",
        "every 3 to 5 years for identities still active: ASSUMED",
    )
    fhir_token_scheme: str = choice(
        "Bearer",
        "In which scheme of the Authorization header the VIHF comes to the FHIR door: 'Bearer' or 'IHE-SAML'",
        "no public page says how (PDSm leaves it to the transport; IHE IUA knows both): ASSUMED",
    )
    fhir_needs_signature: bool = choice(
        False,
        "Whether a submission through FHIR must hold the signature document that SOAP asks for",
        "PDSm and its examples have none: ASSUMED",
    )
    rpps_plus_file_first_day: date = choice(
        date(2022, 3, 18),
        "First day on which RPPS+ takes a file of entries and exits",
        "being developed on 17/3/2022 (RPPS-011), no day is told: the next one, ASSUMED",
        "RPPS-011",
    )
    insi_e_cps_first_day: date = choice(
        date(2023, 1, 1),
        "First day on which the e-CPS, by Pro Santé Connect, calls the INSi teleservice",
        "planned for 2023 without a day (INS-014): its first one",
        "INS-014",
    )
    insi_software: tuple[str, ...] = choice(
        (),
        "Authorisation numbers (IDAM) of the software that calls INSi; none: every one but FAKE-IDAM",
        "the numbers that the CNDA gives are not public",
    )
    insi_unknown_software_code: str = choice(
        "desir_500",
        "The code of a fault for an unknown authorisation number: desir_500 or desir_550",
        "desir_500 in insi_return_codes.csv; desir_550 in the answer that a public client keeps (2021 to 2023)",
    )
    insi_assertion_life: timedelta = choice(
        timedelta(hours=1),
        "How long the signed assertion of a card serves to call INSi",
        "one hour in a remark of a public client: ASSUMED",
    )
    insi_foreign_test_assertions: bool = choice(
        True,
        "Whether an assertion signed with a test card of an authority that is not trusted here is believed for its "
        "signature alone; never in production, and never for the connection itself",
        "the published dialogue is signed with a GIE test card whose authority is not published with it",
    )
    insi_verification: bool = choice(
        True,
        "Whether the verification operations of INSi (WS_INS3 to WS_INS5) are served, in a shape that is ours",
        "their numbers are public, their schema is not: ASSUMED",
    )
    insi_batch_delay: timedelta = choice(
        timedelta(0),
        "How long a batch of verifications (WS_INS4) waits before its result can be collected (WS_INS5)",
        "no public figure: ASSUMED",
    )
    insi_silence: timedelta = choice(
        timedelta(seconds=60),
        "How long the sandbox keeps silent when a caller asks INSi for an answer that does not come in time",
        "longer than a client should wait: ours",
    )
    habilitation_matrix: str = choice(
        "",
        "Which habilitation matrix applies: '' the public part (unknown refuses), 'demonstration' a whole ASSUMED one, "
        "else the path of the operator's file, in the columns of record/data/habilitation_matrix.csv",
        "the annex of the order of 26/10/2023 is public only in part",
        "DMP-050",
        "DMP-052",
        "DMP-053",
    )


_choices = Choices()


def install(choices: Choices) -> None:
    """Make these the choices in force. Called once, at start-up (and by tests)."""
    global _choices  # noqa: PLW0603 - the one port through which settings enter the rules
    _choices = choices


def current() -> Choices:
    """The choices in force."""
    return _choices


def documented() -> list[dict[str, Any]]:
    """Every choice for the manual: subject and readings (`fr`: in French), rules, default and present value."""
    return [
        {
            "name": entry.name,
            "subject": entry.metadata["subject"],
            "readings": entry.metadata["readings"],
            "fr": _in_french().get(entry.name),
            "rules": entry.metadata["rules"],
            "default": entry.default,
            "value": getattr(_choices, entry.name),
        }
        for entry in dataclasses.fields(Choices)
    ]


@cache
def _in_french() -> Mapping[str, Mapping[str, str]]:
    """The subject and the readings of each choice in French."""
    return tomllib.loads(files(__package__).joinpath("data/choices.fr.toml").read_text("utf-8"))
