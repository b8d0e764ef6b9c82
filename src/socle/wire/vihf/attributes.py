"""The names and values that a VIHF 3.0 token writes.

Source: spec/dmp.md 2; reference table of VIHF attributes (names exactly as written there, two historical
misspellings included); TRE_R248 for the access modes.
"""

from __future__ import annotations

from typing import Final

from socle.wire.vihf.model import AccessMode, Mode

VERSION: Final = "VIHF_Version"
MODE: Final = "Authentification_Mode"
STRUCTURE: Final = "Identifiant_Structure"
SECTOR: Final = "Secteur_Activite"
ROLE: Final = "urn:oasis:names:tc:xacml:2.0:subject:role"
SUBJECT: Final = "urn:oasis:names:tc:xspa:1.0:subject:subject-id"
PATIENT: Final = "urn:oasis:names:tc:xacml:2.0:resource:resource-id"
RESOURCE: Final = "Ressource_URN"
PURPOSE: Final = "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse"
REASON: Final = "Mode_Acces_Raison"
CONFIDENTIALITY: Final = "urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code"
INSTALLATION: Final = "LPS_ID"
SOFTWARE_NAME: Final = "LPS_Nom"
SOFTWARE_VERSION: Final = "LPS_Version"
HOMOLOGATION: Final = "LPS_ID_HOMOLOGATION_DMP"

#: What every token must say (cardinality 1..1); names are in both indirect modes besides.
MANDATORY: Final = (
    VERSION,
    STRUCTURE,
    SECTOR,
    ROLE,
    RESOURCE,
    PURPOSE,
    SOFTWARE_NAME,
    SOFTWARE_VERSION,
    HOMOLOGATION,
)

DMP: Final = "urn:dmp"
ISSUER_FORMAT: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"
PURPOSE_SCHEME: Final = "1.2.250.1.213.1.1.4.248"
PURPOSE_SCHEME_NAME: Final = "mode acces VIHF 2.0"
PURPOSES: Final = {
    AccessMode.NORMAL: "Accès normal",
    AccessMode.BREAK_GLASS: "Accès en bris de glace",
    AccessMode.REGULATION: "Accès par un centre de régulation médicale",
}
#: What a session hides from in the "connexion secrète" of a minor: the legal representatives.
HIDDEN: Final = "INVISIBLE_REPRESENTANTS_LEGAUX"
HIDDEN_SCHEME: Final = "1.2.250.1.213.1.1.4.13"
AUTOMATE: Final = "AUTOMATE"

CONTEXT: Final = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
#: AuthnContextClassRef by mode where the token names none; an automate is `unspecified`.
CONTEXTS: Final = {Mode.DIRECT: "SmartcardPKI", Mode.INDIRECT: "Password", Mode.AIR: "Password"}
