"""What can be said of the signature document of a submission set.

Source: spec/dmp.md 4.1 (signature document); IHE ITI TF-3 4.1 for the error codes.
"""

from __future__ import annotations

from collections.abc import Mapping

from socle.rulebook import Verdict, verdict

_SOURCE = "spec/dmp.md 4.1"
_CODES: Mapping[str, Mapping[str, str]] = {
    "xds": {"repository": "XDSRepositoryMetadataError", "registry": "XDSRegistryMetadataError"},
    "http": {"status": "400"},
}


def _verdict(id: str, *, fr: str, en: str, way_out: str, how: str, rules: tuple[str, ...] = ()) -> Verdict:
    return verdict(id, fr=fr, en=en, way_out=way_out, source=_SOURCE, how_to_obtain=how, rules=rules, codes=_CODES)


UNREADABLE = _verdict(
    "wire.signature-unreadable",
    fr="Le document de signature du lot est illisible : {found}.",
    en="The signature document of the submission set cannot be read: {found}.",
    way_out="Joignez un document XML dont la racine est ds:Signature.",
    how="Remplacer le document de signature par un texte quelconque.",
)
SHAPE = _verdict(
    "wire.signature-shape",
    fr="Le document de signature du lot n'a pas la forme attendue : {place}.",
    en="The signature document of the submission set does not have the expected shape: {place}.",
    way_out="Signez le manifeste et les SignedProperties par deux références internes, seulement canonisées.",
    how="Retirer du document de signature la référence au manifeste.",
)
ALGORITHM = _verdict(
    "wire.signature-algorithm",
    fr="La signature du lot emploie un algorithme refusé : {found}.",
    en="The signature of the submission set uses an algorithm that is refused: {found}.",
    way_out="Signez en RSA-SHA256 ; SHA-1 n'est admis que dans le manifeste, où le DMP le demande.",
    how="Signer le lot en RSA-SHA1.",
)
ALTERED = _verdict(
    "wire.signature-altered",
    fr="La signature du lot a été modifiée, ou ne vient pas du certificat qu'elle porte ({place}).",
    en="The signature of the submission set was changed, or does not come from the certificate it carries ({place}).",
    way_out="Signez de nouveau le lot tel qu'il est envoyé.",
    how="Changer un caractère du manifeste après la signature.",
)
NO_CERTIFICATE = _verdict(
    "wire.signature-certificate-missing",
    fr="La signature du lot ne porte pas le certificat de son signataire.",
    en="The signature of the submission set does not carry its signer's certificate.",
    way_out="Joignez le certificat de signature dans KeyInfo/X509Data/X509Certificate.",
    how="Retirer KeyInfo du document de signature.",
)
NOT_THE_CERTIFICATE = _verdict(
    "wire.signature-other-certificate",
    fr="Le certificat que la signature du lot désigne n'est pas celui qu'elle porte.",
    en="The certificate named in the signature of the submission set is not the one it carries.",
    way_out="Calculez SigningCertificate sur le certificat placé dans KeyInfo.",
    how="Remplacer le certificat de KeyInfo par un autre de la même clé.",
)
SIGNER = _verdict(
    "wire.signature-signer",
    fr="Le signataire du lot n'est pas reconnu : {found}",
    en="The signer of the submission set is not trusted: {found}",
    way_out="Signez le lot avec le certificat de signature de la carte ou de l'organisation, en cours de validité.",
    how="Signer le lot avec un certificat d'authentification, expiré, révoqué ou d'une autorité inconnue.",
    rules=("AUTH-041",),
)
ENVIRONMENT = _verdict(
    "wire.signature-environment",
    fr="Le lot est signé avec un certificat {found} : ce serveur n'accepte que du matériel {expected}.",
    en="The submission set is signed with a certificate of the other environment ({found}): {expected} is asked for.",
    way_out="Signez le lot avec une carte ou un certificat de l'environnement auquel vous vous adressez.",
    how="Sur un serveur de test, signer le lot avec un certificat qui n'est pas marqué de test.",
    rules=("TEST-001",),
)
OTHER_SET = _verdict(
    "wire.signature-other-set",
    fr="La signature ne porte pas sur ce lot de soumission ({expected}) mais sur « {found} ».",
    en="The signature is not about this submission set ({expected}) but about '{found}'.",
    way_out="Nommez d'abord dans le manifeste l'uniqueId du lot : urn:oid: suivi de SubmissionSet.uniqueId.",
    how="Joindre le document de signature d'un autre lot.",
)
REPEATED = _verdict(
    "wire.signature-repeated",
    fr="Le manifeste de la signature nomme plusieurs fois {found}.",
    en="The manifest of the signature names {found} several times.",
    way_out="Nommez chaque document une seule fois dans le manifeste.",
    how="Nommer deux fois le même document dans le manifeste.",
)
NOT_COVERED = _verdict(
    "wire.signature-document-not-covered",
    fr="Le document {document} n'est pas dans le manifeste de la signature du lot.",
    en="The document {document} is not in the manifest of the submission set's signature.",
    way_out="Ajoutez au manifeste l'empreinte de chaque document du lot.",
    how="Retirer un document du manifeste avant de signer.",
)
NOT_SUBMITTED = _verdict(
    "wire.signature-document-not-submitted",
    fr="La signature du lot nomme le document {document}, qui n'est pas dans l'envoi.",
    en="The signature of the submission set names the document {document}, which was not submitted.",
    way_out="Ne nommez dans le manifeste que les documents envoyés.",
    how="Nommer dans le manifeste un document qui n'est pas envoyé.",
)
DIGEST = _verdict(
    "wire.signature-digest",
    fr="L'empreinte du document {document} dans la signature du lot n'est pas celle du document envoyé.",
    en="The digest of the document {document} in the submission set's signature is not that of the document sent.",
    way_out="Calculez l'empreinte sur les octets envoyés (canonisés avec commentaires si c'est du XML), puis signez.",
    how="Changer un caractère d'un document après avoir signé le lot.",
)
