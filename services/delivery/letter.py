"""The text that is encrypted for a person: all that is needed to send mail."""

from services.delivery import Package


def letter(package: Package) -> bytes:
    """User name, password and endpoint, one a line, for people and for `grep`. It is a secret: encrypt it at once.

    Raises:
        SecretGoneError: the password was wiped.
    """
    where = package.endpoint
    lines = (
        f"user name: {package.user_name}",
        f"password: {package.password.reveal()}",
        f"server: {where.host}",
        f"port: {where.port}",
        f"security: {where.security}",
    )
    return "".join(f"{line}\n" for line in lines).encode()
