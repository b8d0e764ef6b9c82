"""The French words for what the rulebook and the catalogue name in English."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from socle.web.components import Status

KINDS = {
    "enforce": _("Obligation"),
    "lifecycle": _("Cycle de vie"),
    "format": _("Format"),
    "compute": _("Calcul"),
    "date": _("Échéance"),
    "show": _("À montrer"),
    "info": _("Information"),
}
STATUSES = {
    "proven": Status("Prouvée", "good", "check"),
    "shown": Status("Montrée", "good", "eye"),
    "applied": Status("Appliquée", "accent", "info"),
    "missing": Status("Manquante", "warn", "warning"),
}
STATUS_MEANINGS = {
    "proven": _("appliquée par le code, et un test qui la nomme a réussi lors du dernier passage complet"),
    "shown": _("information affichée là où elle le demande, et un test le vérifie"),
    "applied": _("appliquée ou affichée, sans test réussi lors du dernier passage complet"),
    "missing": _("ni appliquée ni affichée à ce jour"),
}
PROTOCOLS = {
    "soap": "SOAP",
    "xds": "XDS.b",
    "dmp": "DMP",
    "hl7v3": "HL7 v3",
    "http": "HTTP",
    "fhir": "FHIR",
    "smtp": "SMTP",
    "oauth": "OpenID Connect",
    "insi": "INSi",
}
#: When a protocol has to answer, by the phases of the catalogue.
PHASES = {
    "sender": _("l’appelant s’est trompé"),
    "receiver": _("le serveur ne peut pas répondre"),
    "repository": _("dépôt d’un document"),
    "registry": _("recherche, mise à jour"),
    "retrieve": _("lecture d’un document"),
    "status": _("réponse"),
    "acknowledgement": _("acquittement"),
    "issue": _("réponse"),
    "reply": _("réponse"),
    "error": _("réponse"),
    "result": _("compte rendu (CodeCR)"),
    "fault": _("erreur (siram:Erreur)"),
}
ROOMS = {
    "wire": _("Échanges"),
    "directory": _("Qui agit"),
    "identity": _("Identité (INS)"),
    "documents": _("Documents"),
    "record": _("Dossier (DMP)"),
    "space": _("Mon espace santé"),
    "storage": _("Conservation"),
    "ledger": _("Journal"),
    "codes": _("Nomenclatures"),
    "client": _("Logiciel client"),
    "sandbox": _("Bac à sable"),
    "config": _("Serveur"),
}
