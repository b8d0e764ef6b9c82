"""What RPPS+ keeps as codes, in words."""

from __future__ import annotations

from socle.directory.enrolment.facts import BodyKind, Practice, Use
from socle.directory.services.enrolled import State
from socle.ledger import ActCode
from socle.web.components import Status

USES = {
    Use.MAILBOX: "Messagerie MSSanté nominative",
    Use.PATHWAY: "Service e-parcours",
    Use.RECORD: "Consultation du DMP",
}
PRACTICES = {Practice.EMPLOYED: "Salarié", Practice.SELF_EMPLOYED: "Libéral", Practice.VOLUNTEER: "Bénévole"}
STATES = {
    State.HERE: Status("En poste", "good", "check"),
    State.TO_COME: Status("À venir", "accent", "history"),
    State.LEFT: Status("Parti", "soft", "leave"),
}
BODIES = {BodyKind.ARS: "ARS", BodyKind.GRADES: "GRADeS"}
ACTS = {
    ActCode.ENROLMENT_ADD: "Enregistrement",
    ActCode.ENROLMENT_END: "Départ",
    ActCode.ENROLMENT_FILE: "Fichier",
    ActCode.PROFILE_CHANGE: "Ouverture de droits : profil d’accès",
    ActCode.MANAGER_ADD: "Désignation d’un gestionnaire",
    ActCode.MANAGER_REMOVE: "Fin de désignation",
    ActCode.DELEGATION_ADD: "Délégation de l’enregistrement",
    ActCode.DELEGATION_REMOVE: "Fin de délégation",
    ActCode.PORTAL_REFUSE: "Accès au portail refusé",
}
