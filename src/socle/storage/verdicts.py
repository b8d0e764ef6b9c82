"""What the room can answer about bytes at rest."""

from __future__ import annotations

from socle.rulebook import verdict

CORRUPT = verdict(
    "storage.document-corrupt",
    fr="Le document {document} ne peut pas être relu : ses octets ont été altérés.",
    en="Document {document} cannot be read back: its bytes were altered.",
    way_out="Restaurez le document depuis une sauvegarde, puis demandez-le à nouveau.",
    source="docs: storage (AES-256-GCM, SHA-1 of the metadata)",
    how_to_obtain="Modifiez un octet d'un fichier du dossier documents, puis récupérez le document (TD3.2).",
    codes={"xds": {"retrieve": "XDSRepositoryError"}, "http": {"status": "500"}},
)
DESTROYED = verdict(
    "storage.key-destroyed",
    fr="Le document {document} ne peut plus être relu : la clé de son dossier a été détruite.",
    en="Document {document} can no longer be read: its record's key was destroyed.",
    way_out="Rien à faire : la destruction est définitive.",
    source="design.md, identity of things, secrets, proof",
    how_to_obtain="Détruisez la clé d'un dossier, puis récupérez un de ses documents (TD3.2).",
    codes={"xds": {"retrieve": "XDSRepositoryError"}, "http": {"status": "410"}},
)
UNAVAILABLE = verdict(
    "storage.unavailable",
    fr="La conservation des documents ne répond pas : rien n'a été enregistré ni communiqué.",
    en="Document storage does not answer: nothing was kept nor given.",
    way_out="Renvoyez la même demande plus tard ; si cela dure, l'exploitant vérifie le disque ou STORAGE_URL.",
    source="IHE ITI TF-3, table 4.2.4.1-2 (XDSRepositoryOutOfResources)",
    how_to_obtain="Remplissez le disque, ou arrêtez le serveur S3 de STORAGE_URL, puis alimentez (TD2.1).",
    codes={
        "xds": {"repository": "XDSRepositoryOutOfResources", "retrieve": "XDSRepositoryOutOfResources"},
        "http": {"status": "503"},
    },
)
