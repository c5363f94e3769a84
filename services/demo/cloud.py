"""Signing in to the embedded tenancy: by several profiles, all of the one tenancy."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from services.api.session import QUIET, MailServer, Session
from services.api.session_token import SessionToken
from services.config.auth_type import SECURITY_TOKEN
from services.config.options import Options
from services.config.profile import Profile

if TYPE_CHECKING:
    from services.demo.account import DemoAccount
    from services.demo.tenancy import Tenancy


@dataclass(frozen=True)
class DemoProfile:
    """Who signs in with it, and where."""

    name: str
    user: str
    region: str
    note: str
    has_token: bool = False


ADMINISTRATOR = DemoProfile("demo", "demo.administrator", "us-ashburn-1", "the administrator, with an API key")
PROFILES = {
    each.name: each
    for each in (
        ADMINISTRATOR,
        DemoProfile("token", "demo.administrator", "us-ashburn-1", "the same, with a token that ends in an hour", True),
        DemoProfile("helpdesk", "helpdesk.agent", "eu-frankfurt-1", "a user with fewer permissions, in Frankfurt"),
    )
}


class DemoCloud:
    """The embedded tenancy, made at the first sign-in."""

    administrator = ADMINISTRATOR.name
    profiles = {each.name: each.note for each in PROFILES.values()}

    def open(self, options: Options) -> Session:
        """Sign in with the profile that the options name, or else as the administrator.

        A profile or region that the demo does not have was meant for somewhere else, as a variable may be.
        """
        from services.demo.account import DemoAccount
        from services.demo.store.regions import SUBSCRIBED
        from services.demo.transport import mount

        chosen = PROFILES.get(options.profile, ADMINISTRATOR)
        asked = options.region if options.region in {region.name for region in SUBSCRIBED} else ""
        account = DemoAccount(self.tenancy, self.tenancy.user_ocid(chosen.user), token=chosen.has_token)
        profile = Profile(
            name=chosen.name,
            user=account.user_ocid,
            tenancy=self.tenancy.ocid,
            fingerprint=account.fingerprint,
            region=asked or chosen.region,
            key_file="",
        )
        config = {**account.config(), **QUIET}
        token = None
        if chosen.has_token:
            token, config = self._token(account, profile), {**QUIET}
        return Session(
            profile, config, options, lambda http: mount(http, self.tenancy), lambda: self.mail_server, token=token
        )

    @cached_property
    def tenancy(self) -> "Tenancy":
        """Thousands of users, in memory."""
        from services.demo.tenancy import Tenancy

        return Tenancy()

    @cached_property
    def mail_server(self) -> MailServer:
        """The SMTP server that takes the credentials that were made here."""
        from services.demo.smtp_server import SmtpServer  # its certificates take a moment: only when mail is asked for

        server = SmtpServer(self.tenancy)
        return MailServer(server.tls, server.trust)

    @cached_property
    def _folder(self) -> "TemporaryDirectory[str]":
        return TemporaryDirectory(prefix="oci-smtp-demo-")

    def _token(self, account: "DemoAccount", profile: Profile) -> SessionToken:
        account.write(Path(self._folder.name))
        file = f"{self._folder.name}/token"
        tokened = replace(profile, auth=SECURITY_TOKEN, security_token_file=file, key_content=account.key_pem)
        return SessionToken(tokened)
