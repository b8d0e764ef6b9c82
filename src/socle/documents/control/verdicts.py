"""What the checker answers of its own: files that are no document, and calls that go beyond its bounds."""

from __future__ import annotations

from socle.rulebook import Severity, verdict

_HTTP = "Page /controle/ and its HTTP interface; docs/checker.md"

IS_PDF = verdict(
    "documents.checked-pdf",
    fr="Ce fichier est un PDF, pas un document CDA : il n'a ni en-tête ni identité du patient à contrôler.",
    en="This file is a PDF, not a CDA document: it has neither a header nor a patient to check.",
    way_out="Contrôlez le document CDA qui contient ce PDF (niveau 1), ou enveloppez-le d'abord dans un document CDA.",
    source=f"{_HTTP}; spec/cda.md 8",
    how_to_obtain="Contrôlez un fichier PDF sur la page /controle/.",
    rules=("DOC-009",),
    codes={"http": {"status": "415"}},
)
NOT_CDA = verdict(
    "documents.checked-inside",
    fr="Le fichier {place} n'est pas un document CDA : il n'est pas contrôlé.",
    en="The file {place} is not a CDA document: it is not checked.",
    way_out="Il n'y a rien à faire si l'expéditeur joint ce fichier exprès ; un document de santé s'envoie en CDA.",
    source=f"{_HTTP}; spec/messaging.md 6",
    how_to_obtain="Contrôlez une archive XDM dont un document annoncé est un PDF.",
    severity=Severity.INFO,
)
IS_OTHER = verdict(
    "documents.checked-other",
    fr="Ce fichier n'est pas un document CDA (trouvé : {found}).",
    en="This file is not a CDA document (found: {found}).",
    way_out="Choisissez le fichier XML du document, tel que votre logiciel l'enverrait.",
    source=_HTTP,
    how_to_obtain="Contrôlez une image, ou un fichier vide, sur la page /controle/.",
    codes={"http": {"status": "415"}},
)
TOO_LARGE = verdict(
    "documents.checked-too-large",
    fr="C'est trop à contrôler en une fois (trouvé : {found}, au plus : {expected}).",
    en="This is too much to check at once (found: {found}, at most: {expected}).",
    way_out="Contrôlez moins de fichiers à la fois, ou utilisez la commande « socle cda check ».",
    source=f"{_HTTP}; spec/README.md, sizes",
    how_to_obtain="Envoyez vingt et un fichiers, ou un fichier de plus de 20 Mo, à /controle/api/v1/checks.",
    codes={"http": {"status": "413"}},
)
NOTHING = verdict(
    "documents.checked-nothing",
    fr="Il n'y a aucun document à contrôler dans cette demande.",
    en="There is no document to check in this request.",
    way_out="Joignez au moins un fichier (champ « fichiers »), ou envoyez le XML lui-même comme corps de la demande.",
    source=_HTTP,
    how_to_obtain="Envoyez une demande sans corps à /controle/api/v1/checks.",
    codes={"http": {"status": "400"}},
)
UNREADABLE_CALL = verdict(
    "documents.checked-call",
    fr="Cette demande n'est pas lisible ({found}).",
    en="This request cannot be read ({found}).",
    way_out="Envoyez un formulaire multipart/form-data, un document XML (application/xml) ou une archive "
    "(application/zip), avec un profil connu.",
    source=_HTTP,
    how_to_obtain="Envoyez du JSON, ou un profil inconnu, à /controle/api/v1/checks.",
    codes={"http": {"status": "400"}},
)
NOT_A_POST = verdict(
    "documents.checked-method",
    fr="On contrôle un document par une demande POST (trouvé : {found}).",
    en="A document is checked by a POST request (found: {found}).",
    way_out="Refaites la demande avec la méthode POST.",
    source=_HTTP,
    how_to_obtain="Demandez /controle/api/v1/checks par GET.",
    codes={"http": {"status": "405"}},
)
