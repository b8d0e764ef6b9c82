"""Refusals about the former internet account of a record that is not attached to Mon espace santé (TD1.5)."""

from __future__ import annotations

from socle.rulebook import verdict

ACCOUNT_THERE = verdict(
    "record.account-there",
    fr="Un compte est déjà ouvert pour ce titulaire.",
    en="There is an account for this holder already.",
    way_out="Renouvelez les accès du compte si le titulaire les a perdus.",
    source="spec/dmp.md 3.3 (TD1.5a), 5",
    how_to_obtain="Jouez td1.5a-create-account-again : créez deux fois le compte de Hugo TAMARIN.",
    codes={"dmp": {"status": "DMPPatientAccessAlreadyExists"}, "http": {"status": "409"}},
)
CHANNEL_THERE = verdict(
    "record.account-channel-there",
    fr="Les codes du titulaire partent déjà par cette voie ({found}).",
    en="The holder's codes already go by this channel ({found}).",
    way_out="Demandez une modification pour changer le numéro ou l'adresse.",
    source="spec/dmp.md 3.3 (TD1.5b), 5",
    how_to_obtain="Ajoutez deux fois un numéro (TD1.5b, action AJOUT).",
    codes={"dmp": {"status": "DMPPatientAccessOTPAlreadyExists"}, "http": {"status": "409"}},
)
CHANNEL_MISSING = verdict(
    "record.account-channel-missing",
    fr="Aucune voie {found} n'est enregistrée pour ce titulaire.",
    en="No channel {found} is kept for this holder.",
    way_out="Ajoutez cette voie avant de la modifier.",
    source="spec/dmp.md 3.3 (TD1.5b; no code is public)",
    how_to_obtain="Supprimez une voie SMS (TD1.5b) d'un compte créé avec une adresse.",
    codes={"soap": {"sender": ""}, "http": {"status": "404"}},
)
ACCOUNT_MISSING = verdict(
    "record.account-missing",
    fr="Ce titulaire n'a pas de compte internet.",
    en="This holder has no internet account.",
    way_out="Créez d'abord le compte avec le titulaire.",
    source="spec/dmp.md 3.3 (TD1.5b, TD1.5d; no code is public)",
    how_to_obtain="Renouvelez (TD1.5d) le compte d'un titulaire qui n'en a pas.",
    codes={"soap": {"sender": ""}, "http": {"status": "404"}},
)
ACCOUNT_WITHDRAWN = verdict(
    "record.account-withdrawn",
    fr="Ce serveur ne gère plus l'ancien compte internet du titulaire : Mon espace santé le remplace.",
    en="This server manages no former internet account any more: Mon espace santé replaces it.",
    way_out="Proposez au patient d'ouvrir Mon espace santé.",
    source="WSDL annex v2.01.04 of 11/06/2024; spec/dmp.md 3.3",
    how_to_obtain="Mettez le choix legacy_account à faux, puis créez un compte (TD1.5a).",
    codes={"soap": {"receiver": ""}, "http": {"status": "410"}},
)
