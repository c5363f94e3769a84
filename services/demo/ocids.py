"""OCIDs that look like OCI's, follow from a seed, and can be read back to the number they were made from."""

from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from hashlib import blake2b

_MULTIPLIER = 0x9E3779B97F  # odd, so that it has an inverse modulo 2**40
_MODULUS = 1 << 40
_INVERSE = pow(_MULTIPLIER, -1, _MODULUS)
_DIGITS_OF_NUMBER = 8


class Ocids:
    """Makes OCIDs of one tenancy.

    A number can be read back from its OCID, so that a million users need no index in memory.
    """

    def __init__(self, seed: int) -> None:
        self._key = f"oci-smtp/{seed}".encode()

    def make(self, kind: str, number: int, region: str = "") -> str:
        """The OCID of the thing of that kind with that number (0 to 2**40 - 1); `region` is a key such as `iad`."""
        digest = blake2b(f"{kind}/{region}/{number}".encode(), key=self._key, digest_size=28).digest()
        scrambled = (number * _MULTIPLIER + self._offset(kind)) % _MODULUS
        return f"ocid1.{kind}.oc1.{region}.aaaaaaaa{_base32(digest)[:44]}{_base32(scrambled.to_bytes(5, 'big'))}"

    def number(self, kind: str, ocid: str) -> int | None:
        """The number that an OCID of that kind, without region, was made from; None when we never made it."""
        try:
            scrambled = int.from_bytes(b32decode(ocid[-_DIGITS_OF_NUMBER:].upper()), "big")
        except (NotBase32, ValueError):
            return None
        number = (scrambled - self._offset(kind)) * _INVERSE % _MODULUS
        return number if self.make(kind, number) == ocid else None

    def hex_id(self, kind: str, number: int) -> str:
        """The id of 32 hexadecimal digits by which an identity domain knows the thing of that kind and number."""
        digest = blake2b(f"{kind}/{number}".encode(), key=self._key, digest_size=11).hexdigest()
        return f"{digest}{(number * _MULTIPLIER + self._offset(kind)) % _MODULUS:010x}"

    def number_of_hex(self, kind: str, hex_id: str) -> int | None:
        """The number that such an id was made from; None when we never made it."""
        try:
            scrambled = int(hex_id[22:], 16)
        except ValueError:
            return None
        number = (scrambled - self._offset(kind)) * _INVERSE % _MODULUS
        return number if self.hex_id(kind, number) == hex_id else None

    def _offset(self, kind: str) -> int:
        return int.from_bytes(blake2b(kind.encode(), key=self._key, digest_size=5).digest(), "big")


def _base32(data: bytes) -> str:
    return b32encode(data).decode().lower().rstrip("=")
