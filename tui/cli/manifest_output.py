"""`--emit externalsecret[:FILE]`: a Kubernetes manifest that follows the secrets of the destinations."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.delivery import DeliveryChannel
from services.delivery.external_secret import external_secret
from services.delivery.handover import Delivery, Output
from services.delivery.new_file import chosen_path
from services.delivery.vault import VaultChannel
from services.delivery.vault_version import NewVersionChannel
from services.model.errors import UsageError
from services.model.override import override
from services.smtp.result import SmtpResult
from services.storage.atomic_write import create_durably
from tui.cli.notes import note
from tui.cli.standard_output import CredentialOutput, write_out

EXTERNAL_SECRET = "externalsecret"
"""What can be emitted."""


def check_emit(asked: argparse.Namespace) -> None:
    """Check what `--emit` asks for, before anything is generated.

    Raises:
        UsageError: there is no such manifest, no file can be made there, or standard output has something else.
    """
    kind, colon, _ = asked.emit.partition(":")
    if kind != EXTERNAL_SECRET:
        raise UsageError(f"Unknown manifest: --emit {asked.emit}.", f"Use --emit {EXTERNAL_SECRET}[:FILE].")
    if not colon and (asked.reveal or asked.output == "json"):
        raise UsageError(
            "The manifest goes to standard output, which can't have anything else.",
            f"Leave out -o, --json, and --reveal, or use --emit {EXTERNAL_SECRET}:FILE.",
        )
    _path_of(asked)


def with_manifest(asked: argparse.Namespace, printed: CredentialOutput, channels: Sequence[DeliveryChannel]) -> Output:
    """The output of a command, and the manifest that it asks for."""
    return ManifestOutput(printed, channels, _path_of(asked))


def _path_of(asked: argparse.Namespace) -> Path | None:
    _, colon, name = asked.emit.partition(":")
    return chosen_path(name) if colon else None


@dataclass(frozen=True)
class ManifestOutput(Output):
    """Writes the manifest of the secrets that arrived. Without a path it takes the place of the other output."""

    printed: CredentialOutput
    channels: Sequence[DeliveryChannel]
    path: Path | None

    @property
    def has_password(self) -> bool:  # type: ignore[override]  # it never changes
        """Whether the other output has it."""
        return self.printed.has_password

    @override
    def write(self, deliveries: Sequence[Delivery], proof: SmtpResult | None) -> str:
        manifest, path = self._manifest(deliveries).encode(), self.path
        if path is None:
            for line in self.printed.text(deliveries, proof).splitlines():
                note(line)
            return _trouble_of(lambda: write_out(manifest))
        why = self.printed.write(deliveries, proof)
        if why or not manifest:
            return why
        trouble = _trouble_of(lambda: create_durably(path, manifest))
        return f"{trouble}: {path}" if trouble else ""

    @override
    def is_taken(self) -> bool:
        return self.printed.is_taken()

    def _manifest(self, deliveries: Sequence[Delivery]) -> str:
        arrived = [channel for each, channel in zip(deliveries, self.channels, strict=True) if each.receipt]
        places = [each.place for each in arrived if isinstance(each, VaultChannel | NewVersionChannel)]
        return "---\n".join(external_secret(place) for place in places)


def _trouble_of(write: Callable[[], object]) -> str:
    try:
        write()
    except OSError as error:
        return error.strerror or str(error)
    return ""
