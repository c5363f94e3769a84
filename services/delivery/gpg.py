"""Encrypting with the installed gpg."""

from services.delivery import Availability, NotDeliveredError
from services.delivery.gpg_keys import GpgKey, gpg_program, run_gpg
from services.delivery.seal import Seal

FIRST_LINE = b"-----BEGIN PGP MESSAGE-----"


class GpgSeal(Seal):
    """Encrypts for one OpenPGP key, by its whole fingerprint.

    Whether the key is the right one was for the person to say, who was shown the fingerprint: gpg's own web of trust
    is empty for most people, so it is not asked.
    """

    name = "OpenPGP"
    suffix = ".asc"
    left_out = ()

    def __init__(self, key: GpgKey) -> None:
        self._key = key

    @property
    def recipients(self) -> tuple[tuple[str, str], ...]:
        """Fingerprint in groups, names and expiry."""
        digits = self._key.fingerprint
        groups = " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
        expires = f"{self._key.expires:%Y-%m-%d}" if self._key.expires else "never"
        names = tuple(("Name" if at == 0 else "", uid) for at, uid in enumerate(self._key.uids))
        return (("Fingerprint", groups), *names, ("Expires", expires))

    @property
    def names(self) -> tuple[str, ...]:
        """The recipient, as the whole fingerprint of the key."""
        return (self._key.fingerprint,)

    def available(self) -> Availability:
        """Whether gpg is installed and, on trial, encrypts for this key."""
        try:
            works = self.is_sealed(self.seal(b"a trial"))
        except NotDeliveredError as error:
            return Availability(False, error.cause)
        return (
            gpg_availability()
            if works
            else Availability(
                False, "gpg also encrypts to other keys (check encrypt-to and default-recipient in gpg.conf)."
            )
        )

    def seal(self, plain: bytes) -> bytes:
        """The armoured message.

        Raises:
            NotDeliveredError: gpg is gone, or reports an error.
        """
        # Only the recipient who was checked: gpg's own settings may add recipients.
        alone = ("--no-encrypt-to", "--no-default-recipient", "--no-throw-keyids", "--trust-model", "always")
        done = run_gpg(["--armor", *alone, "--recipient", self._key.fingerprint, "--encrypt"], stdin=plain)
        if not done.ok or not done.output.startswith(FIRST_LINE):
            raise NotDeliveredError(
                f"Couldn't encrypt with gpg for {self._key.fingerprint}.",
                f"To test it, run echo test | gpg --encrypt --recipient {self._key.fingerprint}",
            )
        return done.output

    def is_sealed(self, sealed: bytes) -> bool:
        """Whether gpg reads it as a message for one of this key's subkeys, and for no one else."""
        if not sealed.startswith(FIRST_LINE):
            return False
        read = run_gpg(["--list-only", "--status-fd", "1", "--decrypt"], stdin=sealed)
        lines = [line.split(" ") for line in read.output.decode("ascii", "replace").splitlines()]
        keys = [line[2] for line in lines if line[:2] == ["[GNUPG:]", "ENC_TO"]]
        return len(keys) == 1 and keys[0] in self._key.encryption_keys


def gpg_availability() -> Availability:
    """Whether gpg is installed."""
    program = gpg_program()
    return Availability(True, f"Through {program}.") if program else Availability(False, "gpg isn't installed.")
