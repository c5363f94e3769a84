"""How to get a configuration where the OCI CLI is not installed."""

from textual.app import ComposeResult
from textual.widgets import Static

from tui.base.dialog import Dialog

WORDS = (
    'The OCI CLI isn\'t installed (no "oci" on the PATH).',
    "To use it, run uv tool install oci-cli (or pipx install oci-cli), and then run oci setup config.",
    "To do it by hand, in the Console go to Profile menu › User settings › API keys › Add API key. Download the "
    "private key, paste the configuration preview into ~/.oci/config, set key_file to the path of the key, and run "
    "chmod 600 on both files.",
)


class NoOracleCliDialog(Dialog[None]):
    """Says so, with and without the CLI."""

    title_text = "Create a configuration"
    footer = ("back",)
    is_read = True

    def body(self) -> ComposeResult:
        """A paragraph for each way."""
        for text in WORDS:
            yield Static(text, classes="text", markup=False)
