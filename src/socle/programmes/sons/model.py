"""What the SONS decisions work on: requests for funding, read from files, and the two lists beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from socle.programmes.sons.words import holds_one, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an order as it is written; amounts in euros, the rate as text, `segur` when funding is asked for it.

    `number` is its line in the file. None: the file does not say.
    """

    number: int = 0
    label: str = ""
    service: str = ""
    segur: bool = True
    ht: Decimal | None = None
    vat_rate: str = ""
    vat: Decimal | None = None
    ttc: Decimal | None = None
    invoice_ht: Decimal | None = None
    invoice_vat: Decimal | None = None
    invoice_ttc: Decimal | None = None
    billed_client: Decimal | None = None
    years: Decimal | None = None
    starts_on: date | None = None
    requires: str = ""
    intermediate: bool = False

    @property
    def place(self) -> str:
        """Where it stands, in French: reports and refusals show it."""
        return f"ligne {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request for funding: an order for one beneficiary and one DSR, with its lines and the dates of its life.

    Texts are as written (the readings are properties), dates None when the file does not say, flags None likewise.
    `esms`: how many ESMS it equips. `disagreeing` names the columns in which rows of this request do not say the same.
    `unread`: lines of its order that could not be read.
    """

    order: str
    lines: tuple[Line, ...] = ()
    disagreeing: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()
    finess_pmsi: str = ""
    finess_ej: str = ""
    finess_eg: str = ""
    siret: str = ""
    supplier: str = ""
    software: str = ""
    couloir: str = ""
    wave: str = ""
    dsr: str = ""
    territory: str = ""
    ordered_on: date | None = None
    signed: bool | None = None
    signed_by: str = ""
    signature_means: str = ""
    asp_model: bool | None = None
    candidacy_on: date | None = None
    commitment_on: date | None = None
    proofs_on: date | None = None
    referenced_on: date | None = None
    presented_on: date | None = None
    advance_paid_on: date | None = None
    delivery_on: date | None = None
    mom_on: date | None = None
    mom_by: str = ""
    installed_on: date | None = None
    va_on: date | None = None
    va_by: str = ""
    va_name: str = ""
    va_presented_on: date | None = None
    balance_paid_on: date | None = None
    scenario: str = ""
    va_scenario: str = ""
    mss_address: str = ""
    mss_deployment: str = ""
    nature: str = ""
    esms: int | None = None
    own_laboratory: bool | None = None
    wave_one_done: bool | None = None
    vat_subject: bool | None = None
    vat_certificate: bool | None = None
    invoice_name: str = ""
    contract: bool | None = None
    contract_before: Decimal | None = None
    contract_after: Decimal | None = None
    mention: str = ""
    conditions: str = ""

    @property
    def corridor(self) -> str:
        """The couloir in our words (`hopital`, `medico-social`…), "" when the file's word is none of them."""
        return _corridor(self.couloir) or _corridor(self.dsr)

    @property
    def for_laboratory(self) -> bool:
        """Whether what is ordered is a laboratory's software, whoever orders it."""
        return "biologie" in {self.corridor, _corridor(self.dsr)}

    @property
    def waves(self) -> str:
        """The wave: `1`, `2`, `1+2` (one prestation for both), or nothing when neither column says."""
        return wave_of(self.wave) or wave_of(self.dsr)

    @property
    def families(self) -> frozenset[str]:
        """The kinds of software that its DSR names: DPI, PFI, RIS and so on."""
        return frozenset(word.upper() for word in words(f"{self.dsr} {self.software}"))

    @property
    def beneficiary(self) -> str:
        """Who is funded: the FINESS PMSI; for the medico-social, where each ESMS counts, its geographic FINESS."""
        site_first = self.corridor == "medico-social"
        return (self.finess_eg or self.finess_pmsi) if site_first else (self.finess_pmsi or self.finess_eg)

    @property
    def funded_lines(self) -> tuple[Line, ...]:
        """The lines for which funding is asked."""
        return tuple(line for line in self.lines if line.segur)

    @property
    def ht(self) -> Decimal:
        """The amount HT asked for; lines without one count nothing, and are told elsewhere."""
        return sum((line.ht for line in self.funded_lines if line.ht is not None), Decimal(0))

    @property
    def ttc(self) -> Decimal:
        """The amount TTC asked for."""
        return sum((line.ttc for line in self.funded_lines if line.ttc is not None), Decimal(0))


#: Couloirs by the words that name them. Source: reference/sons_deadlines.csv; other spellings as met in files.
_COULOIRS = (
    ("medico-social", ("medico social", "ms", "ms1", "ms2", "esms", "essms", "dui", "pa ph dom", "ehpad")),
    ("medecine-de-ville", ("medecine de ville", "mdv", "lgc", "ville", "medecin*")),
    ("officine", ("officine*", "pharmacie*", "lgo")),
    ("radiologie", ("radiologie", "imagerie", "rad", "ris", "drimbox")),
    ("biologie", ("biologie", "bio", "sgl", "laboratoire*")),
    ("hopital", ("hopital", "hop", "dpi", "pfi", "hospital*", "hopitaux", "etablissement* de sante", "sanitaire*")),
)


#: Words of a DSR that name its couloir or its wave, not the function of the software.
_BESIDES = frozenset(
    words("dsr vague wave va1 va2 v1 v2 1 2 hop hopital rad radiologie bio biologie mdv off officine ms medico social")
)


@cache
def function_of(dsr: str) -> str:
    """The words of a DSR without those of its couloir and wave, if any is left: `dpi` for `HOP-DPI-Va1`."""
    said = words(dsr)
    return " ".join([word for word in said if word not in _BESIDES] or said)


@cache
def _corridor(text: str) -> str:
    said = words(text)
    return next((name for name, expressions in _COULOIRS if holds_one(said, expressions)), "")


@cache
def wave_of(text: str) -> str:
    """The wave that a text names, by a digit alone or after its word: `1`, `vague 2`, `Va1`, `V1+V2`, `1 et 2`."""
    found = []
    for word in words(text):
        bare = word
        for prefix in ("vague", "va", "wave", "v"):
            if bare.startswith(prefix) and bare[len(prefix) :].isdigit():
                bare = bare[len(prefix) :]
        if bare in {"1", "2"} and bare not in found:
            found.append(bare)
    return "+".join(sorted(found))


def by_order(requests: Iterable[Request]) -> dict[str, list[Request]]:
    """Requests by the number of their order: one for each beneficiary and DSR."""
    found: dict[str, list[Request]] = {}
    for request in requests:
        found.setdefault(request.order, []).append(request)
    return found


@dataclass(frozen=True, slots=True)
class Aid:
    """Money of ESMS numérique for one FINESS: the phase and what it paid for, as written."""

    finess: str
    phase: str = ""
    nature: str = ""
    referenced: bool | None = None

    @property
    def is_starting_phase(self) -> bool:
        """Whether it came in the `amorçage` phase, of two stages (ESMS-012)."""
        return holds_one(words(self.phase), ("amorc*", "temps 1", "temps 2", "t1", "t2"))

    @property
    def is_acquisition(self) -> bool:
        """Whether it paid for acquiring a solution; so read when the list does not say."""
        said = words(self.nature)
        return not said or any(word.startswith(("acqui", "achat", "renouv")) for word in said)
