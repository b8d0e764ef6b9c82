"""What the public documents leave open on the SONS: assumptions, each visible and settable, never a hidden constant.

Each field is declared as the choices of the rulebook are: subject, readings, rules; `FRENCH` has a report's words.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from socle.rulebook.declaring import choice

_THIRTY, _TWENTY = Decimal(30), Decimal(20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What holds where no public document says so."""

    advance_percent: Decimal = choice(  # noqa: RUF009 - declares a field
        _THIRTY,
        "Share of the amount paid as an advance, in percent; the balance is the rest",
        "a question speaks of losing 'the 70 %' (SONS-069): 30 is an inference, for the hospitals of wave 1",
        "SONS-069",
    )
    advance_couloirs: tuple[str, ...] = choice(
        ("hopital",), "Couloirs for which that share is taken, in wave 1", "unknown elsewhere: left empty", "SONS-069"
    )
    order_between_proofs_and_referencing: bool = choice(
        True,
        "Whether an order signed after the complete proofs were filed, and before the referencing, is eligible",
        "SONS-009 bounds only how long before the filing an order may be; a stricter reading refuses it",
        "SONS-009",
    )
    counted_categories: tuple[str, ...] = choice(
        ("4100", "4300", "4400", "4605"),
        "Categories of FINESS that make the number of ESSMS; one ending in 00 stands for its whole group",
        "the categories named for the DUI of PA/PH/DOM; an editor's page writes 4600 for the last",
        "SONS-077",
    )
    scale_vat_percent: Decimal = choice(  # noqa: RUF009 - declares a field
        _TWENTY, "VAT rate at which the medico-social scale, published TTC, gives an amount HT", "20 % (derived)"
    )
    territory: str = choice("metropole", "Territory of an order that names none", "the example is of the mainland")


def told(assumptions: Assumptions) -> list[dict[str, Any]]:
    """Every assumption with its value: what an answer shows of them."""
    return [
        {
            "name": entry.name,
            "value": _plain(getattr(assumptions, entry.name)),
            "default": _plain(entry.default),
            "subject": entry.metadata["subject"],
            "readings": entry.metadata["readings"],
            "rules": list(entry.metadata["rules"]),
            "fr": FRENCH[entry.name],
        }
        for entry in dataclasses.fields(assumptions)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def changed(assumptions: Assumptions, name: str, text: str) -> Assumptions:
    """The assumptions with one of them read from a text (`yes`, `30`, `4100,4300`). Raises `ValueError`."""
    known = {entry.name: entry.default for entry in dataclasses.fields(assumptions)}
    if name not in known:
        raise ValueError(f"no assumption '{name}': there are {', '.join(known)}")
    default, value = known[name], text.strip()
    read: Any = value
    if isinstance(default, bool):
        if value.lower() not in {"yes", "no", "true", "false"}:
            raise ValueError(f"{name} is yes or no, not '{text}'")
        read = value.lower() in {"yes", "true"}
    elif isinstance(default, Decimal):
        try:
            read = Decimal(value.replace(",", "."))
        except ArithmeticError as error:
            raise ValueError(f"{name} is a number, not '{text}'") from error
    elif isinstance(default, tuple):
        read = tuple(part.strip() for part in value.split(",") if part.strip())
    return dataclasses.replace(assumptions, **{name: read})


#: The same subjects, as a report in French tells them.
FRENCH: Mapping[str, str] = MappingProxyType(
    {
        "advance_percent": "Part de l'avance, en pour cent (déduite des « 70 % » de solde d'une question publique)",
        "advance_couloirs": "Couloirs pour lesquels cette part est retenue, en vague 1 (inconnue ailleurs)",
        "order_between_proofs_and_referencing": "Une commande signée entre le dépôt du dossier complet et le "
        "référencement est admise",
        "counted_categories": "Catégories FINESS comptées dans le nombre d'ESSMS (un code en 00 vaut son groupe)",
        "scale_vat_percent": "Taux de TVA auquel le barème médico-social, publié TTC, donne un montant HT",
        "territory": "Territoire d'une commande qui n'en nomme aucun",
    }
)
