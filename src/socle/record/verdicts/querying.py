"""What the registry answers to a stored query it cannot evaluate. Source: IHE ITI TF-2 3.18.4.1.2.3; TF-3 4.2.4.1."""

from __future__ import annotations

from socle.rulebook import verdict

QUERY_UNKNOWN = verdict(
    "record.query-unknown",
    fr="La requête {found} n'est pas une requête connue du registre.",
    en="Query {found} is not a stored query of this registry.",
    way_out="Reprenez l'identifiant d'une requête de la table ITI-18 (FindDocuments, GetDocuments…).",
    source="IHE ITI TF-2 3.18.4.1.2.3.7; spec/dmp.md 4.3",
    how_to_obtain="Jouez td3.1a-fail-unknown-query.",
    codes={"xds": {"registry": "XDSUnknownStoredQuery"}, "http": {"status": "400"}},
)
PARAMETER_MISSING = verdict(
    "record.query-parameter-missing",
    fr="Le paramètre {place} est obligatoire et absent.",
    en="Parameter {place} is mandatory and missing.",
    way_out="Ajoutez le paramètre à la requête.",
    source="IHE ITI TF-2 3.18.4.1.2.3.7; spec/dmp.md 4.3",
    how_to_obtain="Jouez td3.1a-fail-missing-parameter.",
    codes={"xds": {"registry": "XDSStoredQueryMissingParam"}, "http": {"status": "400"}},
)
PARAMETER_NUMBER = verdict(
    "record.query-parameter-number",
    fr="Le paramètre {place} porte {found} : {expected} attendu.",
    en="Parameter {place} bears {found}: {expected} expected.",
    way_out="Corrigez le nombre de valeurs ou de répétitions du paramètre.",
    source="IHE ITI TF-2 3.18.4.1.2.3.5; TF-3 4.2.4.1",
    how_to_obtain="Donnez deux valeurs à $XDSDocumentEntryCreationTimeFrom.",
    codes={"xds": {"registry": "XDSStoredQueryParamNumber"}, "http": {"status": "400"}},
)
PARAMETER_MALFORMED = verdict(
    "record.query-parameter-malformed",
    fr="La valeur {found} du paramètre {place} est mal formée : {expected} attendu.",
    en="Value {found} of parameter {place} is malformed: {expected} expected.",
    way_out="Écrivez la valeur sous la forme attendue.",
    source="IHE ITI TF-2 3.18.4.1.2.3.4",
    how_to_obtain="Cherchez un classCode écrit sans son système de codage.",
    codes={"xds": {"registry": "XDSRegistryError"}, "http": {"status": "400"}},
)
NOT_SINGLE_PATIENT = verdict(
    "record.query-not-single-patient",
    fr="Le résultat concerne {found} patients : le détail n'est donné que pour un seul.",
    en="The result spans {found} patients: details are given for one only.",
    way_out="Demandez les références (ObjectRef), ou un patient à la fois.",
    source="IHE ITI TF-3 4.2.4.1 (XDSResultNotSinglePatient)",
    how_to_obtain="Demandez en LeafClass, au profil neutre, deux documents de deux patients.",
    codes={"xds": {"registry": "XDSResultNotSinglePatient"}, "http": {"status": "400"}},
)
