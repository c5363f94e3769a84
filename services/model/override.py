"""`@override`: a method whose base class says what it does, so that it needs no docstring.

It is `typing.override` (PEP 698), which Python has from 3.12 on. The stand-in for earlier versions costs no import: the
first frame and `oci-smtp --version` wait for what this module imports.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import override as override
else:

    def override(method):
        """The method, unchanged: only type checkers look at the decorator."""
        return method
