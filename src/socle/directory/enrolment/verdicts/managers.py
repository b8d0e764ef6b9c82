"""What the portal answers to who designates a manager or delegates the registration."""

from __future__ import annotations

from typing import Final

from socle.rulebook import verdict

_FAULT: Final = {"http": {"status": "400"}}
_DENIED: Final = {"http": {"status": "403"}}
_CONFLICT: Final = {"http": {"status": "409"}}
_PAGE: Final = "Portail RPPS+, « Gestionnaires » : "

NOT_REPRESENTATIVE = verdict(
    "directory.mandate-not-representative",
    fr="Seul le représentant légal de la structure ({found}) désigne ses gestionnaires ou délègue.",
    en="Only the legal representative of the structure ({found}) designates its managers or delegates.",
    way_out="Adressez-vous à la direction de la structure, ou à celle de son entité juridique.",
    source="RPPS-007; spec/identity.md e.5",
    how_to_obtain=_PAGE + "désignez un gestionnaire en étant vous-même gestionnaire.",
    rules=("RPPS-007",),
    codes=_DENIED,
)
PERSON_UNKNOWN = verdict(
    "directory.mandate-person-unknown",
    fr="Personne ne porte l'identifiant {found} dans l'annuaire.",
    en="Nobody in the directory bears the identifier {found}.",
    way_out="Indiquez le numéro RPPS de la personne, ou l'identifiant de sa carte CPE.",
    source="RPPS-007, RPPS-016 (a manager is a holder of a card)",
    how_to_obtain=_PAGE + "désignez un numéro que personne ne porte.",
    rules=("RPPS-007",),
    codes=_FAULT,
)
NO_NAME_GIVEN = verdict(
    "directory.mandate-representative-unnamed",
    fr="Le nom du représentant légal qui décide n'est pas indiqué.",
    en="The legal representative who decides is not named.",
    way_out="Écrivez le nom et le prénom de la personne qui engage la structure.",
    source="spec/identity.md e.5 (the legal representative or mandataire names a manager)",
    how_to_obtain=_PAGE + "laissez vide le nom du représentant légal.",
    rules=("RPPS-007",),
    codes=_FAULT,
)
ALREADY_MANAGER = verdict(
    "directory.mandate-already-manager",
    fr="Cette personne est déjà gestionnaire de cette structure ({found}).",
    en="This person is already manager of this structure ({found}).",
    way_out="Rien à faire. Pour changer de structure, mettez d'abord fin à cette désignation.",
    source="RPPS-007",
    how_to_obtain=_PAGE + "désignez deux fois la même personne.",
    rules=("RPPS-007",),
    codes=_CONFLICT,
)
MANDATE_UNKNOWN = verdict(
    "directory.mandate-not-in-force",
    fr="Cette désignation ou cette délégation n'est pas en cours.",
    en="This designation or delegation is not in force.",
    way_out="Rouvrez la page : elle a peut-être déjà pris fin.",
    source="RPPS-007, RPPS-006",
    how_to_obtain=_PAGE + "mettez fin deux fois à la même désignation.",
    codes=_CONFLICT,
)
NOT_AN_AUTHORITY = verdict(
    "directory.mandate-body-not-authority",
    fr="{found} n'est pas autorité d'enregistrement sur ce territoire (département {expected}) ce jour.",
    en="{found} is no authority of registration on this territory (department {expected}) on this day.",
    way_out="Choisissez l'ARS ou le GRADeS qui est autorité d'enregistrement sur le territoire de la structure.",
    source="RPPS-006",
    how_to_obtain=_PAGE + "déléguez au GRADeS d'un autre territoire.",
    rules=("RPPS-006",),
    codes=_DENIED,
)
OWN_AUTHORITY = verdict(
    "directory.mandate-own-authority",
    fr="La structure est sa propre autorité d'enregistrement : elle a des gestionnaires ({found}).",
    en="The structure is its own authority of registration: it has managers ({found}).",
    way_out="Mettez fin aux désignations de ses gestionnaires avant de déléguer l'enregistrement.",
    source="RPPS-006 (establishments that do not wish to be their own authority)",
    how_to_obtain=_PAGE + "déléguez alors qu'un gestionnaire est désigné.",
    rules=("RPPS-006",),
    codes=_CONFLICT,
)
DELEGATED = verdict(
    "directory.mandate-delegated",
    fr="L'enregistrement est délégué à {found}.",
    en="Registration is delegated to {found}.",
    way_out="Mettez fin à la délégation avant de désigner un gestionnaire ou de déléguer ailleurs.",
    source="RPPS-006",
    how_to_obtain=_PAGE + "désignez un gestionnaire alors que l'enregistrement est délégué.",
    rules=("RPPS-006",),
    codes=_CONFLICT,
)
