"""What the room can answer when an act cannot be written."""

from __future__ import annotations

from socle.rulebook import verdict

BUSY = verdict(
    "ledger.busy",
    fr="Le service est saturé : cette demande n'a pas été prise, rien n'a été enregistré.",
    en="The service is busy: this request was not taken, nothing was recorded.",
    way_out="Renvoyez la même demande, sous un nouveau MessageID, après le délai de l'en-tête Retry-After ; si cela "
    "dure, l'exploitant regarde la charge et l'état de la base (/healthz).",
    source="RFC 9110, 15.6.4 et 10.2.3",
    how_to_obtain="Tenez la base occupée plus de 20 secondes par une transaction, ou l'arrêter (PostgreSQL), puis "
    "envoyer une demande.",
    codes={"soap": {"receiver": ""}, "http": {"status": "503"}},
)
NOT_DURABLE = verdict(
    "ledger.not-durable",
    fr="L'enregistrement n'a pas pu être rendu durable : cette demande n'est pas acquise.",
    en="What was asked could not be made durable: this request is not acknowledged.",
    way_out="Renvoyez le même message, avec les mêmes identifiants de documents et de lot et un nouveau MessageID : ce "
    "qui serait enregistré malgré tout est reconnu, et rien ne l'est deux fois.",
    source="RFC 9110, 15.6.4 ; sqlite.org/rescode.html (SQLITE_FULL, SQLITE_IOERR)",
    how_to_obtain="Remplissez le disque de la base, ou coupez sa liaison, au moment où une transaction est validée.",
    codes={"soap": {"receiver": ""}, "http": {"status": "503"}},
)
