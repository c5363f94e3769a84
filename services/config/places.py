"""Where the values of a profile come from."""

from dataclasses import dataclass

from services.config.ini_file import line_of, text_of
from services.config.oci_cli_settings import PROFILE_VARIABLES
from services.model.errors import ConfigError

CORRECT = "Correct that file, or name another with --config-file PATH."


@dataclass(frozen=True)
class Places:
    """Where the values of a profile come from, for errors."""

    path: str
    profile: str
    variables: frozenset[str]
    """The keys that the environment sets."""
    is_whole: bool
    """Whether no file was read."""

    def all(self) -> str:
        """The profile as a whole, or the environment."""
        return "The environment (OCI_CLI_...)" if self.is_whole else f"Profile {self.profile} in {self.path}"

    def of(self, key: str) -> str:
        """The variable, or the profile, file, and line."""
        if key in self.variables:
            return next(name for name, each in PROFILE_VARIABLES.items() if each == key)
        try:
            line = line_of(text_of(self.path, CORRECT), self.profile, key)
        except (OSError, ConfigError):
            line = 0
        return f"{self.all()}, line {line}" if line else self.all()
