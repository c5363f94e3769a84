"""How OCI says no: status, code and message (docs.oracle.com, Content/API/References/apierrors.htm)."""


class RefusalError(Exception):
    """A request that is answered with an error body `{"code", "message"}`."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def not_authenticated() -> RefusalError:
    """OCI never says what was wrong with a signature."""
    return RefusalError(
        401,
        "NotAuthenticated",
        "The required information to complete authentication was not provided or was incorrect.",
    )


def not_found() -> RefusalError:
    """Missing and forbidden look the same."""
    return RefusalError(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.")


def not_home_region(home: str) -> RefusalError:
    """Identity is written in the home region alone."""
    return RefusalError(
        403, "NotAllowed", f"Please go to your home region {home} to execute CREATE, UPDATE and DELETE operations."
    )


def invalid(message: str) -> RefusalError:
    """A parameter has a value that cannot be."""
    return RefusalError(400, "InvalidParameter", message)


def missing(name: str) -> RefusalError:
    """A required parameter was left out."""
    return RefusalError(400, "InvalidParameter", f"{name} may not be empty")


def too_long(name: str, most: int) -> RefusalError:
    """A text is longer than IAM takes."""
    return invalid(f"{name} size must be between 0 and {most}")


def stale_etag(status: int, ocid: str) -> RefusalError:
    """The thing changed since the etag in `if-match` was read: with the recorded text, whatever the status."""
    return RefusalError(status, "NoEtagMatch", f"The entity {ocid} has been modified. Etag is outdated.")


def already_exists(kind: str, name: str) -> RefusalError:
    """A name is taken."""
    return RefusalError(409, f"{kind}AlreadyExists", f"{kind} '{name}' already exists in your tenancy")
