"""The claims of userinfo: who a professional is, and every place of practice. Pure: facts in, values out.

Source: psc_claims.csv, samples/identity/psc (spelling and order theirs, odd cases included). An empty text: absent.
"""

from __future__ import annotations

from typing import Any, Final

from socle.directory.kinds import StructureKind
from socle.directory.services.connect.people import Person, Post

_ROLE: Final = "1.2.250.1.213.1.1.5.5"
_SECTOR: Final = "1.2.250.1.71.4.2.4"
_LEVEL: Final = "APPPRIP3^1.2.250.1.213.1.5.1.1.1"
#: TRE_R09: a civilian; TRE_R22: an activity of care. Source: the ANS samples.
_CIVILIAN, _CARE = "C", "GENR01"
#: Where one practises on one's own account; elsewhere one is employed (TRE_R23). ASSUMED from the kind of structure.
_OWN = frozenset({StructureKind.PRACTICE.value, StructureKind.PHARMACY.value})
_EMPTY: Final = (
    "codeSectionPharmacien",
    "codeRole",
    "numeroSirenSite",
    "enseigneCommercialeSite",
    "complementDestinataire",
    "complementPointGeographique",
    "numeroVoie",
    "indiceRepetitionVoie",
    "codeTypeDeVoie",
    "libelleVoie",
    "mentionDistribution",
    "bureauCedex",
    "codePostal",
    "codeCommune",
    "codePays",
    "telephone",
    "telephone2",
    "telecopie",
    "adresseEMail",
    "codeDepartement",
    "autoriteDenregistrement",
)


def userinfo(person: Person, subject: str) -> dict[str, Any]:
    """What userinfo tells of this person."""
    first = person.posts[0] if person.posts else None
    role = person.profession or person.role
    return {
        "Secteur_Activite": f"{first.sector}^{_SECTOR}" if first is not None and first.sector else "",
        "sub": subject,
        "email_verified": False,
        "SubjectOrganization": first.name if first is not None else "",
        "Mode_Acces_Raison": "",
        "preferred_username": person.idnat,
        "given_name": person.given,
        "Acces_Regulation_Medicale": "FAUX",
        "UITVersion": "1.0",
        "Palier_Authentification": _LEVEL,
        "SubjectRefPro": {"codeCivilite": "", "exercices": _exercises(person)},
        "SubjectOrganizationID": first.idnat if first is not None else "",
        "SubjectRole": [f"{role}^{_ROLE}"] if role else [],
        "PSI_Locale": "1.2.250.1.213.1.3.1.1",
        "otherIds": _other_ids(person),
        "SubjectNameID": person.idnat,
        "family_name": person.family,
    }


def _other_ids(person: Person) -> list[dict[str, Any]]:
    known = (("RPPS", person.rpps), ("ADELI", person.adeli))
    return [{"identifiant": value, "origine": origin, "qualite": 1} for origin, value in known if value]


def _exercises(person: Person) -> list[dict[str, Any]]:
    """One exercise by profession and specialty, each with every activity; none for an employee."""
    if person.role:
        return []
    activities = [_activity(post) for post in person.posts]
    return [
        {
            "codeProfession": person.profession,
            "codeCategorieProfessionnelle": _CIVILIAN,
            "codeCiviliteDexercice": "",
            "nomDexercice": person.family,
            "prenomDexercice": person.given,
            "codeTypeSavoirFaire": "S" if specialty.startswith("SM") else "",
            "codeSavoirFaire": specialty,
            "activities": activities,
        }
        for specialty in person.specialties or ("",)
    ]


def _activity(post: Post) -> dict[str, str]:
    return {
        **dict.fromkeys(_EMPTY, ""),
        "codeModeExercice": "L" if post.kind in _OWN else "S",
        "codeSecteurDactivite": post.sector,
        "codeGenreActivite": _CARE,
        "numeroSiretSite": post.siret,
        "numeroFinessSite": post.finess,
        "numeroFinessetablissementJuridique": post.entity_finess,
        "identifiantTechniqueDeLaStructure": f"F{post.finess}" if post.finess else "",
        "raisonSocialeSite": post.name,
        "ancienIdentifiantDeLaStructure": post.idnat,
    }
