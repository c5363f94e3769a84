"""The channels by the names that the command line has for them: `keyring`, `age:FILE` and so on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.api.session import Session
from services.delivery import DeliveryChannel, NotDeliveredError
from services.delivery.age import AgeSeal
from services.delivery.age_recipients import find_recipients
from services.delivery.client_file import ClientFile
from services.delivery.draft import MailDraft
from services.delivery.gpg import GpgSeal
from services.delivery.gpg_keys import SEE_FINGERPRINT, is_fingerprint, key_of_fingerprint
from services.delivery.keyring import KeyringChannel
from services.delivery.mail import OutgoingMail, SealedMail
from services.delivery.new_file import chosen_path
from services.delivery.printer import PrintChannel
from services.delivery.seal import Seal
from services.delivery.sealed_file import SealedFile
from services.delivery.vault_argument import vault_channel
from services.model.errors import UsageError
from services.resources.email import endpoint


@dataclass(frozen=True)
class RecipientOptions:
    """For whom, as the options of the command line say it for all channels together."""

    recipients: tuple[str, ...] = ()
    """Every `--recipient`: whole fingerprints of OpenPGP keys, and keys or files of keys for age."""
    mail_to: str = ""
    """`--mail-to`, or nothing."""
    mail_from: str = ""
    """`--mail-from`, or nothing."""


@dataclass(frozen=True)
class ChannelOptions:
    """What was given beside the name."""

    argument: str
    """What stands after the colon; empty where there is none."""
    addressed: RecipientOptions
    session: Session
    takes_any: bool = False
    """Whether a version can be added to a secret of a vault that isn't ours, as `--new-version` says."""


@dataclass(frozen=True)
class NamedChannel:
    """A channel that the command line knows."""

    name: str
    argument: str
    """What it takes after a colon, for the help; empty for nothing."""
    help: str
    make: Callable[[ChannelOptions], DeliveryChannel]
    """The channel, configured. It raises UsageError, or whatever else shows already that nothing could be delivered."""
    encrypts: bool = False
    """Whether it needs recipients."""

    @property
    def usage(self) -> str:
        """How it is written."""
        return f"{self.name}:{self.argument}" if self.argument else self.name


def _keyring(wanted: ChannelOptions) -> DeliveryChannel:
    channel = KeyringChannel(wanted.session.region)
    if channel.available().is_available:
        channel.unlock()
    return channel


def _age_seal(wanted: ChannelOptions) -> Seal:
    return AgeSeal(find_recipients(text for text in wanted.addressed.recipients if not is_fingerprint(text)))


def _gpg_seal(wanted: ChannelOptions) -> Seal:
    fingerprints = [text for text in wanted.addressed.recipients if is_fingerprint(text)]
    if len(fingerprints) != 1:
        raise UsageError(
            "gpg: needs one key, specified by its full fingerprint.",
            f"Use --recipient FINGERPRINT. {SEE_FINGERPRINT}",
        )
    return GpgSeal(key_of_fingerprint(fingerprints[0]))


def _seal(wanted: ChannelOptions) -> Seal:
    """The one that the recipients are for."""
    are_gpg = {is_fingerprint(text) for text in wanted.addressed.recipients}
    if len(are_gpg) > 1:
        raise UsageError("Use either age or OpenPGP recipients, not both.", "Specify recipients of one kind.")
    return _gpg_seal(wanted) if True in are_gpg else _age_seal(wanted)


def _mail(wanted: ChannelOptions) -> DeliveryChannel:
    addressed = wanted.addressed
    if not addressed.mail_from or not addressed.mail_to:
        raise UsageError(
            "mail: needs a sender and a recipient.", "Add --mail-from APPROVED_SENDER and --mail-to ADDRESS."
        )
    seal = _seal(wanted)
    outgoing = OutgoingMail(endpoint(wanted.session), wanted.argument, addressed.mail_from, addressed.mail_to)
    return SealedMail.through_keyring(outgoing, seal, wanted.session)


NAMED: tuple[NamedChannel, ...] = (
    NamedChannel("keyring", "", "the keyring of this machine", _keyring),
    NamedChannel(
        "age",
        "FILE",
        "a new file, encrypted for age or SSH keys",
        lambda wanted: SealedFile(chosen_path(wanted.argument), _age_seal(wanted)),
        encrypts=True,
    ),
    NamedChannel(
        "gpg",
        "FILE",
        "a new file, encrypted for an OpenPGP key",
        lambda wanted: SealedFile(chosen_path(wanted.argument), _gpg_seal(wanted)),
        encrypts=True,
    ),
    NamedChannel(
        "eml",
        "FILE",
        "a mail draft with the encrypted text",
        lambda wanted: MailDraft(chosen_path(wanted.argument), _seal(wanted), wanted.addressed.mail_to),
        encrypts=True,
    ),
    NamedChannel(
        "mail",
        "USER_NAME",
        "a mail with the encrypted text, sent with an SMTP credential from the keyring",
        _mail,
        encrypts=True,
    ),
    NamedChannel(
        "vault",
        "VAULT[/KEY[/NAME]]",
        "a secret in OCI Vault, new or with a new version",
        lambda wanted: vault_channel(wanted.argument, wanted.session, takes_any=wanted.takes_any),
    ),
    NamedChannel(
        "print", "QUEUE", "a sheet printed through CUPS", lambda wanted: PrintChannel.from_argument(wanted.argument)
    ),
    NamedChannel(
        "client",
        "FORMAT:FILE",
        "plain-text client settings in a new file",
        lambda wanted: ClientFile.from_argument(wanted.argument),
    ),
)

Spec = tuple[NamedChannel, str]
"""A channel, and what stands after the colon."""


def parse_specs(texts: Sequence[str]) -> list[Spec]:
    """What `--to` asks for, without looking at anything yet.

    Raises:
        UsageError: no such channel, or one without what it takes, or two for one place.
    """
    known = {each.name: each for each in NAMED}
    specs: list[Spec] = []
    for text in texts:
        name, _, argument = text.partition(":")
        found = known.get(name)
        if found is None or bool(argument) != bool(found.argument):
            raise UsageError(
                f"Unknown destination: --to {text}.", f"Destinations: {', '.join(each.usage for each in NAMED)}."
            )
        if any(spec == (found, argument) or (argument and spec[1] == argument) for spec in specs):
            raise UsageError(f"--to {text} repeats a destination.", "Remove one of them.")
        specs.append((found, argument))
    return specs


def open_channels(
    specs: Sequence[Spec], addressed: RecipientOptions, session: Session, *, takes_any: bool = False
) -> list[DeliveryChannel]:
    """The channels, each looked at: whatever can be known to fail later fails here, before anything is generated.

    With `takes_any`, a version can be added to a secret of a vault that wasn't created by this program.

    Raises:
        UsageError: recipients or files that cannot be.
        NotDeliveredError: one of them cannot be used here and now.
        OciSmtpError: as the channel says.
    """
    check_addressed(specs, addressed)
    channels = [each.make(ChannelOptions(argument, addressed, session, takes_any)) for each, argument in specs]
    for channel in channels:
        availability = channel.available()
        if not availability.is_available:
            raise NotDeliveredError(f"Can't use the {channel.name}: {availability.reason}", "Nothing was generated.")
    return channels


def check_addressed(specs: Sequence[Spec], addressed: RecipientOptions) -> None:
    """Check that each recipient and address is for one of these channels.

    Raises:
        UsageError: one isn't.
    """
    _check_recipients(specs, addressed.recipients)
    _check_addresses({each.name for each, _ in specs}, addressed)


def _check_recipients(specs: Sequence[Spec], recipients: Sequence[str]) -> None:
    """Reject a recipient that nothing would be encrypted for: the person who named it expects something."""
    names = {each.name for each, _ in specs if each.encrypts}
    for text in recipients:
        is_gpg = is_fingerprint(text)
        if not names & {"gpg" if is_gpg else "age", "eml", "mail"}:
            kind = "OpenPGP" if is_gpg else "age"  # and not the text itself: it may be a private key
            raise UsageError(
                f"A --recipient is for {kind}, but no --to destination uses it.", "Add one, such as --to eml:FILE."
            )


def _check_addresses(names: set[str], addressed: RecipientOptions) -> None:
    """Reject an address that nothing would go to or come from, for the same reason."""
    if addressed.mail_to and not names & {"eml", "mail"}:
        raise UsageError(
            "--mail-to needs a mail or a draft.",
            "Add --to eml:FILE or --to mail:USER_NAME.",
        )
    if addressed.mail_from and "mail" not in names:
        raise UsageError("--mail-from needs a mail.", "Add --to mail:USER_NAME.")
