"""What can be exchanged for tokens: a code (with its verifier), a refresh token, a CIBA sign-in."""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import TokenEndpointMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, BaseGrant, RefreshTokenGrant
from authlib.oauth2.rfc7636 import CodeChallenge

from socle.directory.connect import Status
from socle.directory.models import Attempt, ConnectSession
from socle.directory.oidc import addresses, verdicts
from socle.directory.oidc.server import METHODS, Client, Provider, Refused
from socle.directory.services import connect
from socle.directory.services.connect.keys import digest


class Code:
    """An attempt as the library sees a code: redirect address, scope, challenge."""

    def __init__(self, row: Attempt) -> None:
        self.row = row
        self.code_challenge = row.challenge or None
        self.code_challenge_method = row.challenge_method or None

    def get_redirect_uri(self) -> str:
        return self.row.redirect_uri

    def get_scope(self) -> str:
        return self.row.scope


class ByCode(AuthorizationCodeGrant):  # type: ignore[misc]  # the library has no types
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    server: Provider

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        """The code, once, within its minute, by the service that it was given to.

        Source: RFC 6749 4.1.2: a code that comes twice ends what it was exchanged for.
        """
        row = Attempt.objects.select_for_update().filter(code_hash=digest(code)).first()
        if row is None or row.client_id != client.get_client_id():
            return None
        if row.status == Status.SPENT.value:
            connect.end_session(row.sid, self.server.at)
            return None
        return Code(row) if row.code_until is not None and self.server.at < row.code_until else None

    def authenticate_user(self, authorization_code: Code) -> str:
        _open(self.server, authorization_code.row, self.request.certificate)
        return authorization_code.row.holder

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It is spent already, with the session that it opened."""


class ByRefresh(RefreshTokenGrant):  # type: ignore[misc]  # the library has no types
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True
    server: Provider

    def authenticate_refresh_token(self, refresh_token: str) -> Refresh | None:
        row = connect.by_refresh(refresh_token, self.server.at)
        bound = row is not None and bool(row.bound) and row.bound != self.request.certificate
        return Refresh(row) if row is not None and not bound else None

    def authenticate_user(self, refresh_token: Refresh) -> str:
        self.server.opened = refresh_token.row
        self.server.refresh = connect.prolong(refresh_token.row, self.server.at)
        return refresh_token.row.holder

    def revoke_old_credential(self, refresh_token: Refresh) -> None:
        """It was replaced with the session's row."""


class Refresh:
    """A session as the library sees a refresh token."""

    def __init__(self, row: ConnectSession) -> None:
        self.row = row

    def check_client(self, client: Client) -> bool:
        return self.row.client_id == client.get_client_id()

    def get_scope(self) -> str:
        return self.row.scope


class ByCiba(BaseGrant, TokenEndpointMixin):  # type: ignore[misc]  # the library has no types
    """The poll mode of CIBA Core 1.0, 10.1."""

    GRANT_TYPE = addresses.CIBA_GRANT
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    server: Provider
    row: Attempt

    def validate_token_request(self) -> None:
        client = self.authenticate_token_endpoint_client()
        number = self.request.form.get("auth_req_id", "")
        row = Attempt.objects.select_for_update().filter(key=digest(number), kind="ciba").first()
        if row is None or row.client_id != client.get_client_id():
            raise Refused(verdicts.GRANT_REFUSED.at("auth_req_id", found="no such auth_req_id"))
        finding = connect.poll(row, self.server.at)
        if finding is not None:
            raise Refused(finding)
        self.request.client, self.row = client, row

    def create_token_response(self) -> tuple[int, dict[str, Any], Any]:
        _open(self.server, self.row, self.request.certificate)
        return 200, self.generate_token(scope=self.row.scope), self.TOKEN_RESPONSE_HEADER


def _open(server: Provider, row: Attempt, certificate: str) -> None:
    server.opened, server.refresh = connect.spend(row, server.acr, certificate, server.at)


def provider(at: Any, acr: str) -> Provider:
    """The server with every grant."""
    server = Provider(at, acr)
    server.register_grant(ByCode, [CodeChallenge(required=False)])
    server.register_grant(ByRefresh)
    server.register_grant(ByCiba)
    return server
