"""How to get a configuration where the OCI CLI is not installed."""

from textual.app import ComposeResult
from textual.widgets import Static

from tui.base.dialog import Dialog

WORDS = (
    "Oracle's CLI is not installed here (no 'oci' in PATH).",
    "With it: uv tool install oci-cli, or pipx install oci-cli; then: oci setup config",
    "Without it: in the Console, Profile menu › User settings › API keys › Add API key. Keep the private key that it "
    "gives you, and put the configuration that it shows into ~/.oci/config (chmod 600 both; key_file names the key).",
)


class NoOracleCliDialog(Dialog[None]):
    """Says so, with and without the CLI."""

    title_text = "Make a configuration"
    footer = ("back",)
    is_read = True

    def body(self) -> ComposeResult:
        """A paragraph for each way."""
        for text in WORDS:
            yield Static(text, classes="text", markup=False)
