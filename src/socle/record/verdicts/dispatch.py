"""Refusals at the door: what the endpoint cannot recognise, does not serve yet, or failed to do."""

from __future__ import annotations

from socle.rulebook import verdict

TRANSACTION_NOT_THERE = verdict(
    "record.transaction-not-there",
    fr="La transaction {found} n'est pas encore proposée par ce serveur.",
    en="This server does not serve transaction {found} yet.",
    way_out="Utilisez les transactions proposées : TD0.2 à TD0.5, TD1.1 à TD1.6, TD2.1, TD2.2, TD3.1 à TD3.3.",
    source="spec/dmp.md 3 (dmp_transactions.csv)",
    how_to_obtain="Envoyez un PRPA_IN201314UV02 dont la raison (reasonCode) n'est ni REAC, ni MODIF_DATA, ni FERM.",
    codes={"soap": {"sender": ""}, "http": {"status": "501"}},
)
TRANSACTION_WITHDRAWN = verdict(
    "record.transaction-withdrawn",
    fr="La transaction TD0.0 est fermée depuis le 30 septembre 2023 : utiliser le téléservice INSi.",
    en="Transaction TD0.0 has been closed since 30 September 2023: use the INSi teleservice.",
    way_out="Appelez le téléservice INSi pour obtenir ou vérifier l'INS.",
    source="PDT-INF-526 v1.8 note 11; spec/dmp.md 3.3",
    how_to_obtain="Jouez faults/identity-certification-withdrawn.",
    codes={"soap": {"receiver": ""}, "http": {"status": "410"}},
)
BODY_UNKNOWN = verdict(
    "record.body-unknown",
    fr="Le corps du message ({found}) n'est pas celui d'une transaction du DMP.",
    en="The message body ({found}) is not that of a transaction of the DMP.",
    way_out="Vérifiez l'élément placé dans soap:Body et son espace de noms.",
    source="spec/dmp.md 1 (dispatch on the body element)",
    how_to_obtain="Envoyez un élément inconnu dans soap:Body.",
    codes={"soap": {"sender": ""}, "http": {"status": "400"}},
)
WRONG_SERVICE = verdict(
    "record.wrong-service",
    fr="La transaction {found} s'adresse au service {expected}.",
    en="Transaction {found} belongs to service {expected}.",
    way_out="Envoyez le message à l'adresse du service que la transaction nomme.",
    source="spec/dmp.md 1",
    how_to_obtain="Envoyez une recherche de documents (TD3.1) au service repository.",
    codes={"soap": {"sender": ""}, "http": {"status": "400"}},
)
SERVICE_UNKNOWN = verdict(
    "record.service-unknown",
    fr="Aucun service n'existe à cette adresse.",
    en="There is no service at this address.",
    way_out="Les services sont registry, repository, patients, habilitations et patientCertif.",
    source="spec/dmp.md 1",
    how_to_obtain="Envoyez un message à /si-dmp-server/v2/services/unknown.",
    codes={"soap": {"sender": ""}, "http": {"status": "404"}},
)
METHOD_NOT_ALLOWED = verdict(
    "record.method-not-allowed",
    fr="Ce service reçoit des messages SOAP par POST ; reçu {found}.",
    en="This service takes SOAP messages by POST; found {found}.",
    way_out="Envoyez le message par la méthode POST.",
    source="spec/dmp.md 1",
    how_to_obtain="Ouvrez l'adresse du service dans un navigateur.",
    codes={"soap": {"sender": ""}, "http": {"status": "405"}},
)
DATABASE_UNAVAILABLE = verdict(
    "record.database-unavailable",
    fr="La base de données ne répond pas : la demande n'a pas pu être menée à son terme (référence {found}).",
    en="The database does not answer: the request could not be brought to its end (reference {found}).",
    way_out="Renvoyez la même demande, avec le même lot de soumission : s'il avait été enregistré, il ne le sera pas "
    "deux fois. Si cela dure, l'exploitant regarde /healthz, puis le disque ou DATABASE_URL.",
    source="spec/dmp.md 5 (Receiver faults); docs/decisions/0003-database.md",
    how_to_obtain="Arrêtez le serveur PostgreSQL, ou verrouillez le fichier SQLite vingt secondes, puis alimentez.",
    codes={
        "soap": {"receiver": ""},
        "http": {"status": "503"},
    },
)
SERVER_TROUBLE = verdict(
    "record.server-trouble",
    fr="Service momentanément indisponible, rien n'a été modifié (référence {found}).",
    en="The service is unavailable for a moment; nothing was changed (reference {found}).",
    way_out="Réessayez dans quelques minutes ; sinon donnez à l'exploitant la référence de cette réponse.",
    source="spec/dmp.md 5 (Receiver faults)",
    how_to_obtain="Jouez faults/server-unavailable : provoquer une panne de l'entrepôt.",
    codes={
        "soap": {"receiver": ""},
        "http": {"status": "500"},
    },
)
