"""What acts and ways of acting are called in French, where a refusal names them to its reader.

The values of `Action` and `Authentication` are those of the table of functional rights, for machines.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from socle.directory.actor import Actor, Authentication
from socle.record.facts import Action
from socle.wire.vihf.model import AccessMode

ACTIONS: Mapping[Action, str] = MappingProxyType({
    Action.TEST_EXISTENCE: "savoir si un dossier existe",
    Action.DECLARE_AUTHORISED: "se déclarer autorisé",
    Action.REMOVE_AUTHORISATION: "retirer sa propre autorisation",
    Action.BECOME_TREATING_PHYSICIAN: "devenir médecin traitant",
    Action.DROP_TREATING_PHYSICIAN: "ne plus être médecin traitant",
    Action.FEED: "alimenter le dossier",
    Action.FEED_WITH_EMPLOYEE_CARD: "alimenter le dossier avec une carte CPE",
    Action.SEARCH: "rechercher des documents",
    Action.FIND_REFERENCE: "demander la référence d'un document",
    Action.RETRIEVE: "ouvrir un document",
    Action.MASK: "masquer un document",
    Action.UNMASK: "démasquer un document",
    Action.SHOW_TO_PATIENT: "rendre un document visible au patient",
    Action.SHOW_TO_REPRESENTATIVES: "rendre un document visible aux représentants légaux",
    Action.DELETE: "supprimer un document",
    Action.ARCHIVE: "archiver un document",
    Action.UNARCHIVE: "désarchiver un document",
    Action.MASK_FROM: "masquer un document à un professionnel",
    Action.MASK_ALL: "masquer tous les documents",
    Action.UNMASK_ALL: "ne plus masquer tous les documents",
    Action.HIDE_FROM_PATIENT: "rendre un document invisible au patient",
    Action.HIDE_FROM_REPRESENTATIVES: "rendre un document invisible aux représentants légaux",
    Action.BLOCK: "bloquer un professionnel",
    Action.UNBLOCK: "débloquer un professionnel",
    Action.APPOINT_ADMINISTRATOR: "désigner un administrateur",
    Action.DISMISS_ADMINISTRATOR: "retirer un administrateur",
    Action.NAME_PHYSICIAN: "déclarer son médecin traitant",
    Action.UNNAME_PHYSICIAN: "retirer un médecin traitant",
    Action.SET_EMERGENCY_ACCESS: "régler l'accès en urgence",
    Action.OPPOSE_CONSULTING: "enregistrer une opposition à la consultation",
    Action.OPPOSE_FEEDING: "enregistrer une opposition à l'alimentation",
    Action.INFORM: "enregistrer l'information du patient",
    Action.REQUIRE_PHYSICIAN: "exiger la présence d'un médecin",
    Action.ATTEND: "attester sa présence de médecin",
    Action.READ_HISTORY: "lire l'historique des accès",
    Action.ACQUIRE_IDENTITY: "acquérir l'identité du patient",
    Action.AUTHENTICATE: "s'authentifier",
    Action.LIST_RECORDS: "lister ses dossiers",
    Action.SEARCH_WITHOUT_INS: "rechercher un patient sans son INS",
    Action.OPEN_WEB_ACCESS: "ouvrir l'accès web",
    Action.READ_ADMINISTRATIVE_DATA: "lire les données administratives",
    Action.CHANGE_ADMINISTRATIVE_DATA: "modifier les données administratives",
    Action.LIST_PROFESSIONALS: "lister les professionnels autorisés",
    Action.CREATE_RECORD: "créer un dossier",
    Action.REOPEN_RECORD: "rouvrir un dossier",
    Action.CLOSE_RECORD: "fermer un dossier",
    Action.MANAGE_ACCOUNT: "gérer le compte internet du titulaire",
    Action.DEACTIVATE_SPACE: "désactiver son espace",
    Action.REACTIVATE_SPACE: "réactiver son espace",
    Action.CLOSE_SPACE: "fermer son espace",
    Action.ERASE_SPACE: "supprimer son espace",
    Action.REOPEN_SPACE: "rouvrir son espace",
    Action.ASK_DELETION: "demander la suppression d'un document",
})  # fmt: skip

AUTHENTICATIONS: Mapping[Authentication, str] = MappingProxyType({
    Authentication.CARD: "carte CPS",
    Authentication.EMPLOYEE_CARD: "carte CPE",
    Authentication.CERTIFICATE: "certificat de structure",
    Authentication.AIR: "authentification indirecte renforcée",
    Authentication.SPACE: "Mon espace santé",
    Authentication.NONE: "sans authentification",
})  # fmt: skip

ACCESS_MODES: Mapping[AccessMode, str] = MappingProxyType({
    AccessMode.NORMAL: "accès normal",
    AccessMode.BREAK_GLASS: "bris de glace",
    AccessMode.REGULATION: "centre de régulation",
})  # fmt: skip

#: Classes of actors of the table of functional rights, with their accents.
CLASSES: Mapping[str, str] = MappingProxyType({
    "PS non medecin": "professionnel de santé non médecin",
    "medecin non MT": "médecin",
    "medecin traitant": "médecin traitant",
    "medecin du travail": "médecin du travail",
    "structure": "structure",
    "non PS": "personne qui n'est pas professionnel de santé",
    "non PS of the establishment": "personnel de l'établissement",
})  # fmt: skip


def profile(actor: Actor, kind: str | None) -> str:
    """Who acts and how, in one line: class, authentication, access mode."""
    who = CLASSES.get(kind or "", kind or "profil inconnu")
    return f"{who}, {AUTHENTICATIONS[actor.authentication]}, {ACCESS_MODES[actor.access_mode]}"
