"""What a listener refuses before there is a message: HTTP that cannot be read, or does not come."""

from __future__ import annotations

from socle.rulebook import verdict

REQUEST_UNREADABLE = verdict(
    "config.request-unreadable",
    fr="La requête HTTP est illisible : {found}",
    en="The HTTP request cannot be read: {found}",
    way_out="Envoyez du HTTP/1.1 : un seul Content-Length en chiffres, ou Transfer-Encoding: chunked, jamais les deux.",
    source="RFC 9112, 2.2, 5 et 6.3",
    how_to_obtain="Envoyez Content-Length: -1.",
    codes={"http": {"status": "400"}},
)
HEAD_TOO_LARGE = verdict(
    "config.head-too-large",
    fr="La première ligne et les en-têtes de la requête dépassent {expected}.",
    en="The first line and the headers of the request are over {expected}.",
    way_out="Retirez les en-têtes inutiles ; tout ce qui concerne le patient est dans le corps du message.",
    source="RFC 6585, 5",
    how_to_obtain="Envoyez un en-tête de 100 Ko.",
    codes={"http": {"status": "431"}},
)
SENDER_TOO_SLOW = verdict(
    "config.sender-too-slow",
    fr="La requête n'est pas arrivée à temps : la connexion est fermée.",
    en="The request did not come in time: the connection is closed.",
    way_out="Renvoyez le message entier, sans pause ; rien n'a été enregistré.",
    source="RFC 9110, 15.5.9",
    how_to_obtain="Ouvrez une connexion, écrivez « POST », puis attendez.",
    codes={"http": {"status": "408"}},
)
BUSY = verdict(
    "config.busy",
    fr="Socle sert trop de demandes à la fois : réessayez dans {expected} secondes.",
    en="Socle serves too many requests at once: try again in {expected} seconds.",
    way_out="Renvoyez la même demande après ce délai (en-tête Retry-After) ; rien n'a été enregistré.",
    source="RFC 9110, 15.6.4 et 10.2.3",
    how_to_obtain="Démarrez avec SOCLE_QUEUE=1 et SOCLE_THREADS=1, puis envoyez dix demandes au même instant.",
    codes={"soap": {"receiver": ""}, "http": {"status": "503"}},
)
TOO_MANY = verdict(
    "config.too-many-requests",
    fr="Ce client envoie trop de demandes : réessayez dans {expected} secondes.",
    en="This client sends too many requests: try again in {expected} seconds.",
    way_out="Renvoyez la même demande, sous un nouveau MessageID, après le délai de l'en-tête Retry-After, et espacez "
    "les suivantes ; rien n'a été enregistré. L'exploitant règle le rythme par SOCLE_RATE_EXCHANGES.",
    source="RFC 6585, 4 ; RFC 9110, 10.2.3",
    how_to_obtain="Démarrez avec SOCLE_RATE_EXCHANGES=1/1, puis envoyez deux demandes dans la même seconde.",
    codes={"soap": {"receiver": ""}, "http": {"status": "429"}},
)
FRONT_UNPROVEN = verdict(
    "config.front-unproven",
    fr="Cette demande porte des en-têtes réservés au serveur frontal, et n'en vient pas.",
    en="This request carries headers that belong to the front server, and does not come from it.",
    way_out="Retirez les en-têtes X-Socle-… ; si vous êtes le serveur frontal, donnez le secret de SOCLE_FRONT_SECRET, "
    "ou passez par SOCLE_FRONT_SOCKET.",
    source="docs/operating.md ; RFC 9110, 15.5.4",
    how_to_obtain="Envoyez un en-tête X-Socle-Client-Certificate à l'une des deux portes.",
    codes={"http": {"status": "403"}},
)
FRONT_UNREADABLE = verdict(
    "config.front-unreadable",
    fr="Le serveur frontal a transmis un certificat de client illisible.",
    en="The front server passed a client certificate that cannot be read.",
    way_out="Réglez le serveur frontal : X-Socle-Client-Certificate porte le certificat en PEM, échappé en URL.",
    source="docs/operating.md",
    how_to_obtain="Par le serveur frontal, envoyez X-Socle-Client-Certificate: x.",
    codes={"http": {"status": "400"}},
)
TROUBLE = verdict(
    "config.trouble",
    fr="Service momentanément indisponible : cette demande n'a pas reçu de réponse.",
    en="The service is unavailable for a moment: this request was not answered.",
    way_out="Réessayez dans quelques minutes, et vérifiez alors si la demande avait été enregistrée.",
    source="RFC 9110, 15.6.1",
    how_to_obtain="Ce verdict n'apparaît que si l'écoute elle-même échoue.",
    codes={"http": {"status": "500"}},
)
