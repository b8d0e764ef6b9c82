"""What the transport can refuse: XML, MIME, SOAP and the HL7 V3 and rights messages inside.

The verdicts of XDS metadata and queries stand in `wire.xds.verdicts`. A SOAP fault itself always
travels with 400 or 500 (spec README); the HTTP status given here is for what answers without SOAP.
"""

from __future__ import annotations

from typing import Final

from socle.rulebook import Severity, verdict

SENDER: Final = {"soap": {"sender": ""}, "http": {"status": "400"}}
TOO_LARGE: Final = {
    "soap": {"sender": ""},
    "http": {"status": "413"},
    "xds": {"repository": "XDSRepositoryError", "registry": "XDSRegistryError", "retrieve": "XDSRepositoryError"},
}
RECEIVER: Final = {"soap": {"receiver": ""}, "http": {"status": "500"}}
SECURITY: Final = {"soap": {"sender": "wsse:InvalidSecurity"}, "http": {"status": "400"}}

# --- XML ---------------------------------------------------------------------------------------------

XML_ILL_FORMED = verdict(
    "wire.xml-ill-formed",
    fr="Le message n'est pas du XML bien formé, en {place} (ligne:colonne) : {found}.",
    en="The message is not well-formed XML, at {place} (line:column): {found}.",
    way_out="Corrigez l'XML à l'endroit indiqué ; le plus sûr est de l'écrire avec une bibliothèque XML.",
    source="XML 1.0, 2.1",
    how_to_obtain="Envoyez un message auquel il manque une balise fermante.",
    codes=SENDER,
)
XML_CHARSET = verdict(
    "wire.xml-wrong-charset",
    fr="En {place} (ligne:colonne), les octets {found} ne sont pas du {expected}, l'encodage annoncé.",
    en="At {place} (line:column), the bytes {found} are not {expected}, the encoding announced.",
    way_out="Écrivez le message dans l'encodage qu'il annonce, de préférence UTF-8.",
    source="XML 1.0, 4.3.3",
    how_to_obtain="Annoncez UTF-8 et écrivez un « é » en Latin-1.",
    codes=SENDER,
)
XML_CHARSET_UNKNOWN = verdict(
    "wire.xml-unknown-charset",
    fr="L'encodage {found} n'est pas lu ici ; {expected} l'est.",
    en="The encoding {found} is not read here; {expected} is.",
    way_out="Écrivez le message en UTF-8.",
    source="XML 1.0, 4.3.3",
    how_to_obtain='Déclarez encoding="EBCDIC-CP-FR".',
    codes=SENDER,
)
XML_DOCTYPE = verdict(
    "wire.xml-doctype",
    fr="Le message contient une déclaration DOCTYPE en {place} (ligne:colonne) : elles sont refusées.",
    en="The message holds a DOCTYPE declaration at {place} (line:column): these are refused.",
    way_out="Retirez la déclaration DOCTYPE et les entités qu'elle définit.",
    source="SOAP 1.2 partie 1, 5 (pas de DTD dans un message)",
    how_to_obtain="Ajoutez <!DOCTYPE x> avant l'enveloppe.",
    codes=SENDER,
)
XML_TOO_LARGE = verdict(
    "wire.xml-too-large",
    fr="L'XML fait {found} octets, plus que les {expected} acceptés.",
    en="The XML is {found} bytes, more than the {expected} accepted.",
    way_out="Envoyez les documents dans des parties MIME (MTOM) et non dans l'enveloppe.",
    source="spec README, tailles",
    how_to_obtain="Envoyez une enveloppe de plus de 1 Mo.",
    codes=TOO_LARGE,
)
XML_TOO_DEEP = verdict(
    "wire.xml-too-deep",
    fr="L'XML emboîte plus de {expected} éléments les uns dans les autres.",
    en="The XML nests more than {expected} elements inside one another.",
    way_out="Vérifiez la construction du message : aucun message du DMP n'est aussi profond.",
    source="spec README, tailles",
    how_to_obtain="Envoyez mille éléments emboîtés.",
    codes=SENDER,
)

XML_TOO_WIDE = verdict(
    "wire.xml-too-wide",
    fr="Un élément de l'XML porte plus de {expected} attributs, ou d'espaces de noms.",
    en="An element of the XML carries more than {expected} attributes, or namespaces.",
    way_out="Vérifiez la construction du message : aucun message du DMP n'est aussi chargé.",
    source="spec README, tailles",
    how_to_obtain="Envoyez un élément de mille attributs.",
    codes=SENDER,
)

# --- HTTP and MIME -----------------------------------------------------------------------------------

CONTENT_TYPE = verdict(
    "wire.content-type",
    fr="Le type de contenu « {found} » n'est pas celui d'un message SOAP ; attendu : {expected}.",
    en="The content type '{found}' is not that of a SOAP message; expected: {expected}.",
    way_out="Envoyez application/soap+xml, ou multipart/related pour un message MTOM.",
    source="spec/dmp.md 1",
    how_to_obtain="Envoyez un message avec Content-Type: application/json.",
    codes=SENDER,
)
CONTENT_ENCODING = verdict(
    "wire.content-encoding",
    fr="Le corps est encodé en « {found} » : seul un corps non compressé est lu.",
    en="The body is encoded as '{found}': only a plain body is read.",
    way_out="Envoyez le corps sans Content-Encoding.",
    source="spec/dmp.md 1",
    how_to_obtain="Ajoutez l'en-tête Content-Encoding: gzip.",
    codes=SENDER,
)
REQUEST_TOO_LARGE = verdict(
    "wire.request-too-large",
    fr="La requête dépasse les {expected} octets acceptés.",
    en="The request is longer than the {expected} bytes accepted.",
    way_out="Répartissez les documents sur plusieurs soumissions.",
    source="spec README, tailles",
    how_to_obtain="Envoyez plus de 100 Mo.",
    codes=TOO_LARGE,
)
PART_TOO_LARGE = verdict(
    "wire.part-too-large",
    fr="La partie {place} dépasse les {expected} octets acceptés pour un document.",
    en="Part {place} is longer than the {expected} bytes accepted for one document.",
    way_out="Réduisez le document, par exemple la résolution des images de son PDF.",
    source="spec README, tailles",
    how_to_obtain="Envoyez un document de plus de 20 Mo.",
    codes=TOO_LARGE,
)
ROOT_TOO_LARGE = verdict(
    "wire.root-too-large",
    fr="L'enveloppe SOAP dépasse les {expected} octets acceptés.",
    en="The SOAP envelope is longer than the {expected} bytes accepted.",
    way_out="Envoyez les documents dans des parties MIME (MTOM) et non dans l'enveloppe.",
    source="spec README, tailles",
    how_to_obtain="Envoyez une enveloppe de plus de 1 Mo.",
    codes=TOO_LARGE,
)
TOO_MANY_PARTS = verdict(
    "wire.too-many-parts",
    fr="Le message contient plus de {expected} documents.",
    en="The message holds more than {expected} documents.",
    way_out="Répartissez les documents sur plusieurs soumissions.",
    source="spec README, tailles",
    how_to_obtain="Envoyez plus de 100 documents dans une soumission.",
    codes=TOO_LARGE,
)
BODY_CUT = verdict(
    "wire.body-cut-short",
    fr="Le corps de la requête s'arrête trop tôt : {found} octets reçus, {expected} annoncés.",
    en="The body of the request ends too early: {found} bytes received, {expected} announced.",
    way_out="Renvoyez le message entier ; rien n'a été enregistré.",
    source="HTTP/1.1, RFC 9112, 6.3",
    how_to_obtain="Coupez la connexion au milieu du corps.",
    codes=SENDER,
)
BODY_UNREADABLE = verdict(
    "wire.body-unreadable",
    fr="Le corps de la requête n'a pas pu être lu jusqu'au bout ({found}).",
    en="The body of the request could not be read to its end ({found}).",
    way_out="Renvoyez le message entier ; rien n'a été enregistré.",
    source="HTTP/1.1, RFC 9112, 7.1",
    how_to_obtain="Envoyez un corps par morceaux (chunked) dont une longueur est fausse.",
    codes=SENDER,
)
MIME_BOUNDARY = verdict(
    "wire.mime-boundary",
    fr="L'en-tête Content-Type n'annonce pas de séparateur (boundary) utilisable : « {found} ».",
    en="The Content-Type header announces no usable boundary: '{found}'.",
    way_out="Ajoutez le paramètre boundary (1 à 70 caractères) à multipart/related.",
    source="RFC 2046, 5.1.1",
    how_to_obtain="Envoyez multipart/related sans boundary.",
    codes=SENDER,
)
MIME_TRUNCATED = verdict(
    "wire.mime-truncated",
    fr="Le message MIME s'arrête avant son séparateur de fin (dans {place}).",
    en="The MIME message ends before its closing boundary (in {place}).",
    way_out="Renvoyez le message entier ; rien n'a été enregistré.",
    source="RFC 2046, 5.1.1",
    how_to_obtain="Retirez la dernière ligne du message MIME.",
    codes=SENDER,
)
MIME_HEADERS = verdict(
    "wire.mime-headers",
    fr="Les en-têtes de la partie {place} sont illisibles : {found}.",
    en="The headers of part {place} cannot be read: {found}.",
    way_out="Écrivez des en-têtes « Nom: valeur », puis une ligne vide.",
    source="RFC 2045, 3",
    how_to_obtain="Retirez la ligne vide entre les en-têtes d'une partie et son contenu.",
    codes=SENDER,
)
MIME_ENCODING = verdict(
    "wire.mime-transfer-encoding",
    fr="Le contenu de la partie {place} ne se décode pas : {found}.",
    en="The content of part {place} cannot be decoded: {found}.",
    way_out="Utilisez Content-Transfer-Encoding: binary.",
    source="RFC 2045, 6",
    how_to_obtain="Annoncez base64 et écrivez autre chose.",
    codes=SENDER,
)
MIME_DUPLICATE = verdict(
    "wire.mime-content-id-repeated",
    fr="Deux parties portent le même Content-ID « {place} ».",
    en="Two parts carry the same Content-ID '{place}'.",
    way_out="Donnez à chaque partie un Content-ID propre.",
    source="RFC 2045, 7",
    how_to_obtain="Recopiez une partie avec son Content-ID.",
    codes=SENDER,
)
MIME_NO_ROOT = verdict(
    "wire.mime-no-root",
    fr="Le message MIME ne contient pas sa partie principale « {expected} ».",
    en="The MIME message does not hold its root part '{expected}'.",
    way_out="Faites correspondre le paramètre start et le Content-ID de l'enveloppe, ou retirez start.",
    source="RFC 2387, 3.2",
    how_to_obtain="Annoncez un paramètre start qui ne désigne aucune partie.",
    codes=SENDER,
)

# --- SOAP --------------------------------------------------------------------------------------------

NOT_AN_ENVELOPE = verdict(
    "wire.not-an-envelope",
    fr="L'élément racine « {found} » n'est pas une enveloppe SOAP 1.1 ou 1.2.",
    en="The root element '{found}' is not a SOAP 1.1 or 1.2 envelope.",
    way_out="Placez le message dans le corps d'une enveloppe SOAP 1.2.",
    source="SOAP 1.2 partie 1, 5.1",
    how_to_obtain="Envoyez le corps sans son enveloppe.",
    codes=SENDER,
)
BODY_CONTENT = verdict(
    "wire.soap-body",
    fr="Le corps SOAP doit contenir un élément et un seul ; il en contient {found}.",
    en="The SOAP body must hold exactly one element; it holds {found}.",
    way_out="Envoyez une demande par message.",
    source="spec/dmp.md 1",
    how_to_obtain="Envoyez une enveloppe dont le corps est vide.",
    codes=SENDER,
)
ADDRESSING_MISSING = verdict(
    "wire.addressing-missing",
    fr="Les en-têtes WS-Addressing sont absents.",
    en="The WS-Addressing headers are missing.",
    way_out="Ajoutez wsa:Action et wsa:MessageID (espace de noms 2005/08) à l'en-tête SOAP.",
    source="spec/dmp.md 1",
    how_to_obtain="Envoyez un message sans en-tête wsa:Action ni wsa:MessageID.",
    codes=SENDER,
)
HEADER_NOT_UNDERSTOOD = verdict(
    "wire.header-not-understood",
    fr="L'en-tête {found} est marqué obligatoire (mustUnderstand) et n'est pas connu ici.",
    en="The header {found} is marked mustUnderstand and is not known here.",
    way_out="Retirez cet en-tête ou son attribut mustUnderstand.",
    source="SOAP 1.2 partie 1, 5.2.3",
    how_to_obtain='Ajoutez un en-tête inconnu avec soap:mustUnderstand="true".',
    codes=SENDER,
)
SECURITY_REPEATED = verdict(
    "wire.security-repeated",
    fr="Le message contient {found} en-têtes wsse:Security ; un seul est permis.",
    en="The message holds {found} wsse:Security headers; only one is allowed.",
    way_out="Placez un seul jeton VIHF dans un seul en-tête wsse:Security.",
    source="spec/dmp.md 1",
    how_to_obtain="Recopiez l'en-tête wsse:Security.",
    codes=SECURITY,
)
UNMAPPED = verdict(
    "wire.unmapped",
    fr="La demande est refusée : {found}",
    en="The request is refused: {found}",
    way_out="Relisez la phrase de refus ; si elle ne suffit pas, signalez ce verdict à l'exploitant.",
    source="conception : tout verdict sans code devient un échec général",
    how_to_obtain="Ce verdict n'apparaît que si un autre verdict n'a pas de code dans le protocole employé.",
    codes=RECEIVER,
    severity=Severity.ERROR,
)

# --- HL7 V3 and rights -------------------------------------------------------------------------------

HL7_MISSING = verdict(
    "wire.hl7v3-missing",
    fr="L'élément {place} manque au message HL7 V3, ou est vide.",
    en="The element {place} is missing from the HL7 V3 message, or empty.",
    way_out="Complétez le message d'après l'exemple du TD0.2.",
    source="spec/dmp.md 3.1",
    how_to_obtain="Retirez patientIdentifier d'un TD0.2.",
    codes=SENDER,
)
HABILITATION_ACTION = verdict(
    "wire.habilitation-action",
    fr="L'action « {found} » n'est pas connue ; attendu : {expected}.",
    en="The action '{found}' is not known; expected: {expected}.",
    way_out="Écrivez AJOUT ou SUPPRESSION, en majuscules.",
    source="spec/dmp.md 3.2",
    how_to_obtain="Envoyez un TD0.3 avec l'action MODIFICATION.",
    codes=SENDER,
)
HABILITATION_ROLE = verdict(
    "wire.habilitation-role",
    fr="Le rôle « {found} » n'est pas connu ; le seul possible est {expected}.",
    en="The role '{found}' is not known; the only one possible is {expected}.",
    way_out="Écrivez MEDECIN_TRAITANT, ou retirez l'élément role.",
    source="spec/dmp.md 3.2",
    how_to_obtain="Envoyez un TD0.3 avec le rôle INFIRMIER.",
    codes=SENDER,
)
LIST_DATE = verdict(
    "wire.list-date",
    fr="{place} « {found} » n'est pas lisible ; écrire {expected}.",
    en="{place} '{found}' cannot be read; write {expected}.",
    way_out="Donnez une date UTC yyyyMMddHHmmss, et LASTAUTORIZATION (ainsi orthographié) ou LASTDOC.",
    source="spec/dmp.md 3.3",
    how_to_obtain="Demandez la liste de ses dossiers (TD0.4) depuis « hier ».",
    codes=SENDER,
)
ACCOUNT_CHANNEL = verdict(
    "wire.account-channel",
    fr="{place} « {found} » n'est pas lisible ; attendu : {expected}.",
    en="{place} '{found}' cannot be read; expected: {expected}.",
    way_out="Donnez SMS ou EMAIL, le numéro ou l'adresse, et AJOUT, MODIFICATION ou SUPPRESSION.",
    source="spec/dmp.md 3.3",
    how_to_obtain="Créez un compte internet (TD1.5a) de type COURRIER.",
    codes=SENDER,
)
