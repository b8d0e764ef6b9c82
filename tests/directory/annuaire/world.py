"""A small invented directory in FHIR: one of each resource, with everything that a search parameter reads."""

from __future__ import annotations

import json

from socle.directory.annuaire.codes import nos

EXT = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/"
CORE = "https://hl7.fr/ig/fhir/core/"
TYPES = f"{CORE}CodeSystem/fr-core-cs-v2-0203"


def concept(table, code):
    return {"coding": [{"system": nos(table), "code": code}]}


def trace(authority, system):
    parts = [
        {
            "url": "autorite-enregistrement",
            "valueCodeableConcept": concept("TRE_R60-AutoriteEnregistrement", authority),
        },
        {"url": "systeme-information", "valueCode": system},
    ]
    return {"url": f"{EXT}as-ext-data-trace", "extension": parts}


def identifier(system, value, type):
    return {"system": system, "value": value, "type": {"coding": [{"system": TYPES, "code": type}]}}


def mailbox(address, kind):
    return {
        "system": "email",
        "value": address,
        "extension": [
            {
                "url": f"{CORE}StructureDefinition/fr-core-contact-point-email-type",
                "valueCoding": {"system": nos("TRE_R256-TypeMessagerie"), "code": "MSSANTE"},
            },
            {
                "url": f"{EXT}as-ext-mailbox-mss-metadata",
                "extension": [{"url": "type", "valueCodeableConcept": concept("TRE_R257-TypeBAL", kind)}],
            },
        ],
    }


def card(number, type):
    return {
        "url": f"{EXT}as-ext-smartcard",
        "extension": [
            {"url": "type", "valueCodeableConcept": concept("TRE_R87-TypeCarte", type)},
            {"url": "number", "valueString": number},
        ],
    }


PRACTITIONER = {
    "resourceType": "Practitioner",
    "id": "pr-1",
    "meta": {"profile": [f"{EXT}as-dp-practitioner|1.2.0"]},
    "extension": [trace("CNOM", "RPPS"), card("8025000001/2600301752", "CPS")],
    "identifier": [
        identifier("urn:oid:1.2.250.1.71.4.2.1", "899700218896", "IDNPS"),
        identifier("https://rpps.esante.gouv.fr", "99700218896", "RPPS"),
    ],
    "active": True,
    "name": [
        {
            "use": "usual",
            "prefix": ["MME"],
            "suffix": ["DR"],
            "family": "L'Hénoret-Le Bihan",
            "given": ["Gaëlle", "Anne"],
        }
    ],
    "telecom": [mailbox("gaelle.lhenoret@medecin.mssante.example", "PER")],
    "qualification": [
        {
            "code": {
                "coding": [
                    *concept("TRE_G15-ProfessionSante", "10")["coding"],
                    *concept("TRE_R09-CategorieProfessionnelle", "C")["coding"],
                ]
            }
        },
        {"code": concept("TRE_R38-SpecialiteOrdinale", "SM54")},
        {"code": concept("TRE_R48-DiplomeEtatFrancais", "DE05")},
    ],
}
ENTITY = {
    "resourceType": "Organization",
    "id": "org-ej",
    "extension": [trace("ARS", "FINESS")],
    "identifier": [
        identifier("urn:oid:1.2.250.1.71.4.2.2", "1990100018", "IDNST"),
        identifier("https://finess.esante.gouv.fr", "990100018", "FINEJ"),
    ],
    "active": True,
    "name": "Centre hospitalier de Trévignon",
    "type": [{"coding": [{"system": f"{CORE}CodeSystem/fr-core-cs-v2-3307", "code": "LEGAL-ENTITY"}]}],
}
SITE = {
    "resourceType": "Organization",
    "id": "org-site",
    "meta": {"profile": [f"{EXT}as-dp-organization"]},
    "extension": [
        trace("CNOP", "FINESS"),
        {"url": f"{EXT}as-ext-organization-pharmacy-licence", "valueString": "29#000123"},
    ],
    "identifier": [identifier("https://finess.esante.gouv.fr", "990100109", "FINEG")],
    "active": False,
    "name": "Pharmacie des Glénan",
    "alias": ["Officine du Large"],
    "type": [
        {"coding": concept("TRE_R66-CategorieEtablissement", "620")["coding"]},
        concept("TRE_R02-SecteurActivite", "SA33"),
    ],
    "telecom": [mailbox("accueil@glenan.mssante.example", "ORG")],
    "address": [
        {
            "extension": [
                {
                    "url": f"{CORE}StructureDefinition/fr-core-address-insee-code",
                    "valueCoding": {"system": nos("TRE_R13-Commune"), "code": "29039"},
                }
            ],
            "line": ["12 quai de l'Aiguillon"],
            "city": "Concarneau",
            "postalCode": "29900",
        }
    ],
    "partOf": {"reference": "Organization/org-ej"},
}
ROLE = {
    "resourceType": "PractitionerRole",
    "id": "role-1",
    "meta": {"profile": [f"{EXT}as-dp-practitionerrole"]},
    "extension": [trace("CNOM", "RPPS"), card("8025000001/2600301752", "CPS")],
    "identifier": [{"system": "https://rpps.esante.gouv.fr", "value": "1010399870"}],
    "active": True,
    "practitioner": {"reference": "Practitioner/pr-1"},
    "organization": {"reference": "Organization/org-site"},
    "code": [concept("TRE_R23-ModeExercice", "S"), concept("TRE_R21-Fonction", "FON-AU")],
    "telecom": [mailbox("gaelle@glenan.mssante.example", "PER")],
}
SERVICE = {
    "resourceType": "HealthcareService",
    "id": "hs-1",
    "meta": {"profile": [f"{EXT}as-dp-healthcareservice-healthcare-activity"]},
    "extension": [trace("ARS", "FINESS")],
    "identifier": [{"system": "https://arhgos.example", "value": "53-2910"}],
    "active": True,
    "providedBy": {"reference": "Organization/org-ej"},
    "category": [concept("TRE_R277-ModaliteActivite", "42")],
    "type": [concept("TRE_R276-ActiviteSanitaireRegulee", "16")],
    "characteristic": [concept("TRE_R278-FormeActivite", "01")],
}
DEVICE = {
    "resourceType": "Device",
    "id": "dev-1",
    "meta": {"profile": [f"{EXT}as-dp-device"]},
    "extension": [trace("ARS", "FINESS")],
    "identifier": [{"system": "https://arhgos.example", "value": "EML-7"}],
    "status": "active",
    "manufacturer": "Siémens",
    "deviceName": [{"name": "Magnetom Aera", "type": "model-name"}],
    "modelNumber": "MA-15",
    "type": concept("TRE_R272-EquipementMaterielLourd", "06102"),
    "owner": {"reference": "Organization/org-ej"},
}
#: Somebody else of each type, whom no search below may find.
OTHERS = [
    {"resourceType": "Practitioner", "id": "pr-2", "active": False, "name": [{"family": "Autret", "given": ["Yann"]}]},
    {
        "resourceType": "Organization",
        "id": "org-2",
        "active": True,
        "name": "Autre structure",
        "address": [{"city": "Brest", "postalCode": "29200"}],
    },
    {
        "resourceType": "PractitionerRole",
        "id": "role-2",
        "active": False,
        "code": [concept("TRE_R23-ModeExercice", "L")],
    },
    {"resourceType": "HealthcareService", "id": "hs-2", "active": False},
    {"resourceType": "Device", "id": "dev-2", "status": "inactive"},
]
EVERY = [PRACTITIONER, ENTITY, SITE, ROLE, SERVICE, DEVICE, *OTHERS]


def bundle():
    """All of it as a file."""
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in EVERY]})
