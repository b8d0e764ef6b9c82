"""What can be said of a certificate, whoever shows it."""

from __future__ import annotations

from socle.rulebook import verdict

_REFUSED = {"soap": {"sender": "DMPInvalidCertificate"}, "http": {"status": "403"}}
_SOURCE = "spec/dmp.md 5 (DMPInvalidCertificate) ; spec/identity.md g"

UNREADABLE = verdict(
    "wire.certificate-unreadable",
    fr="Le certificat est illisible.",
    en="The certificate cannot be read.",
    way_out="Joignez le certificat X.509 en DER, encodé en base64, tel que l'autorité l'a délivré.",
    source=_SOURCE,
    how_to_obtain="Placez dans X509Certificate un texte qui n'est pas un certificat.",
    rules=("AUTH-041",),
    codes=_REFUSED,
)
UNKNOWN_AUTHORITY = verdict(
    "wire.certificate-unknown-authority",
    fr="Le certificat ne vient pas d'une autorité reconnue.",
    en="The certificate does not come from a recognised authority.",
    way_out="Utilisez un certificat de l'IGC-Santé ; dans le bac à sable, un certificat de son autorité de test.",
    source=_SOURCE,
    how_to_obtain="Signez avec un certificat d'une autorité qui n'est pas dans la liste de confiance.",
    rules=("AUTH-041",),
    codes=_REFUSED,
)
EXPIRED = verdict(
    "wire.certificate-expired",
    fr="Le certificat a expiré.",
    en="The certificate expired on {expected} and it is {found}.",
    way_out="Renouvelez le certificat ou la carte, puis signez de nouveau.",
    source=_SOURCE,
    how_to_obtain="Signez avec un certificat dont la fin de validité est passée, ou avancez l'horloge au-delà.",
    rules=("AUTH-041",),
    codes=_REFUSED,
)
NOT_YET_VALID = verdict(
    "wire.certificate-not-yet-valid",
    fr="Le certificat n'est pas encore valide.",
    en="The certificate is valid from {expected} and it is {found}.",
    way_out="Attendez le début de validité du certificat, ou vérifiez l'horloge.",
    source=_SOURCE,
    how_to_obtain="Signez avec un certificat dont la validité commence plus tard, ou reculez l'horloge.",
    rules=("AUTH-041",),
    codes=_REFUSED,
)
REVOKED = verdict(
    "wire.certificate-revoked",
    fr="Le certificat a été révoqué.",
    en="The certificate was revoked.",
    way_out="Demandez un nouveau certificat à l'autorité qui l'a délivré.",
    source=_SOURCE,
    how_to_obtain="Révoquez le certificat dans l'annuaire du bac à sable, puis s'en servir.",
    rules=("AUTH-041",),
    codes=_REFUSED,
)
