"""The library's authorisation server on our own tables: who proves himself how, and what each grant is worth.

The library reads and judges requests (RFC 6749, RFC 7636); what is stored, the instant, CIBA, certificates and tokens
are ours. One `Provider` serves one request, inside one act, at one instant; tokens are signed after it (`token.py`).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin
from authlib.oauth2.rfc6749.errors import InvalidClientError
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from socle.directory.connect import ACCESS, LEVELS, REFRESH, SCOPES, ClientAuth, ClientFacts, identifier
from socle.directory.models import ConnectSession, TokenUse
from socle.directory.oidc import addresses, verdicts
from socle.directory.oidc.exchanges import Answer, Asking, ascii_of, refusal
from socle.directory.services import connect
from socle.directory.services.connect.keys import digest
from socle.rulebook import Finding
from socle.rulebook.catalogue import code

METHODS = [method.value for method in ClientAuth]
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ALGORITHMS = ["RS256", "PS256", "ES256"]
#: An assertion lives minutes; one that names a far end is refused, so that its number need not be kept for ever.
_FAR = timedelta(minutes=10)


class Client(ClientMixin):  # type: ignore[misc]  # the library has no types
    """A connected service as the library sees it."""

    def __init__(self, facts: ClientFacts) -> None:
        self.facts = facts

    def get_client_id(self) -> str:
        return self.facts.client_id

    def get_default_redirect_uri(self) -> str | None:
        return None  # spec/identity.md d.2: always named, exact

    def get_allowed_scope(self, scope: str | None) -> str:
        return " ".join(name for name in (scope or "").split() if name in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.facts.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        known = self.facts.secret_hash
        return bool(known) and hmac.compare_digest(known, digest(client_secret))

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method in self.facts.methods

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, _grant_type: str) -> bool:
        return True


class Refused(OAuth2Error):  # type: ignore[misc]  # noqa: N818 - a refusal, carried through the library
    """A refusal of ours, raised through the library: a finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(description=ascii_of(finding.sentence("en")), error=code(finding, "oauth", "error"))
        self.finding = finding


class Provider(AuthorizationServer):  # type: ignore[misc]  # the library has no types
    """The server for one request. `opened` is the session whose tokens are to be signed once the act is durable."""

    def __init__(self, at: datetime, acr: str = LEVELS[0]) -> None:
        super().__init__()
        self.at, self.acr = at, acr
        self.opened: ConnectSession | None = None
        self.refresh = ""
        self.register_token_generator("default", self._tokens)
        self.register_client_auth_method(ClientAuth.PRIVATE_KEY.value, self._by_assertion)
        self.register_client_auth_method(ClientAuth.CERTIFICATE.value, self._by_certificate)

    def query_client(self, client_id: str) -> Client | None:
        facts = connect.client(identifier(client_id)) if client_id else None
        return Client(facts) if facts is not None else None

    def create_oauth2_request(self, request: Asking) -> Asking:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Answer:
        return Answer(status, body, tuple((name, text) for name, text in headers or () if name != "Content-Type"))

    def handle_error_response(self, _request: Asking, error: OAuth2Error) -> Answer:
        return told(error)

    def send_signal(self, *_args: Any, **_kwargs: Any) -> None:
        """Nobody listens."""

    def save_token(self, _token: dict[str, Any], _request: Asking) -> None:
        """Sessions are written by the grants; an access token is never kept."""

    def _tokens(self, *, scope: str | None = None, **_more: Any) -> dict[str, Any]:
        return {
            "access_token": "",  # signed after the act
            "expires_in": int(ACCESS.total_seconds()),
            "refresh_expires_in": int(REFRESH.total_seconds()),
            "refresh_token": self.refresh,
            "token_type": "Bearer",
            "scope": scope or "",
        }

    def prove(self, request: Asking) -> Client:
        """The service that asks. Raises `OAuth2Error` when it did not prove itself."""
        try:
            found: Client = self.authenticate_client(request, METHODS)
        except ValueError as error:  # a header that is no text
            raise Refused(verdicts.SERVICE_NOT_PROVEN.at("Authorization", found="it cannot be read")) from error
        return found

    def _by_certificate(self, query: Callable[[str], Client | None], request: Asking) -> Client | None:
        """RFC 8705 2: the certificate of the connection is the one registered for this service."""
        client = query(request.payload.client_id or "")
        same = client is not None and bool(request.certificate) and client.facts.certificate == request.certificate
        return client if same else None

    def _by_assertion(self, query: Callable[[str], Client | None], request: Asking) -> Client | None:
        """RFC 7523 3: an assertion signed with a key of the service, for this provider, alive, seen once."""
        form = request.form
        if form.get("client_assertion_type") != _ASSERTION:
            return None
        client = query(form.get("client_id") or _claimed(form.get("client_assertion", "")))
        if client is None or not client.facts.jwks:
            return None
        try:
            keys = KeySet.import_key_set(cast("Any", {"keys": [dict(key) for key in client.facts.jwks]}))
            claims = jwt.decode(form.get("client_assertion", ""), keys, _ALGORITHMS).claims
        except (JoseError, ValueError, TypeError, UnicodeError):
            return None
        return client if self._holds(claims, client) else None

    def _holds(self, claims: dict[str, Any], client: Client) -> bool:
        name, audience, number = client.get_client_id(), claims.get("aud"), str(claims.get("jti") or "")
        audiences = {audience} if isinstance(audience, str) else set(map(str, audience or ()))
        mine = {addresses.issuer(), addresses.address(addresses.TOKEN), addresses.address(addresses.CIBA)}
        until = claims.get("exp")
        if claims.get("iss") != name or claims.get("sub") != name or not audiences & mine or not number:
            return False
        if not isinstance(until, int | float) or not 0 < until - self.at.timestamp() <= _FAR.total_seconds():
            return False
        keep = {"at": self.at, "keep_until": self.at + 2 * _FAR}
        _, first = TokenUse.objects.get_or_create(token_id=digest(number), message_id=name, defaults=keep)
        return bool(first)


def _claimed(assertion: str) -> str:
    """Whom an assertion names, before anything of it is verified."""
    try:
        return str(json.loads(jws.extract_compact(assertion.encode()).payload).get("iss") or "")
    except (JoseError, ValueError, TypeError, AttributeError):
        return ""


#: What the library's own refusals are in the catalogue.
_OF_ERROR = {
    "invalid_client": verdicts.SERVICE_NOT_PROVEN,
    "invalid_request": verdicts.REQUEST_FAULTY,
    "invalid_grant": verdicts.GRANT_REFUSED,
    "invalid_scope": verdicts.SCOPE_MISSING,
    "unsupported_grant_type": verdicts.GRANT_UNKNOWN,
    "unsupported_response_type": verdicts.RESPONSE_UNKNOWN,
    "unauthorized_client": verdicts.RESPONSE_UNKNOWN,
}


def finding_of(error: OAuth2Error) -> Finding:
    """A refusal of the library, or ours raised through it, in the words of the catalogue."""
    if isinstance(error, Refused):
        return error.finding
    found = error.get_error_description() or ""
    if isinstance(error, InvalidClientError) and "does not exist" in found:
        return verdicts.SERVICE_UNKNOWN.at("client_id", found="…")
    return _OF_ERROR.get(str(error.error), verdicts.REQUEST_FAULTY).at(found=found)


def told(error: OAuth2Error) -> Answer:
    """A refusal as an endpoint answers it."""
    return refusal(finding_of(error))
