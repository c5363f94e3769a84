"""An SMTP server beside the served tenancy, for tests of the app."""

from services.demo.smtp_server import SmtpServer


def endpoint_of(server: SmtpServer) -> str:
    """For `--smtp-endpoint`."""
    return f"{server.starttls.host}:{server.starttls.port}"
