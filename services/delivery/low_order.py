"""Keys with which any person could decrypt: their point has so small an order that the shared secret is always zero."""

from services.delivery.ssh_line import SshKey

PRIME = 2**255 - 19
"""Of Curve25519 (RFC 7748, 4.1)."""

_CHECKSUM_CHARACTERS = 6
_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
"""Of Bech32 (BIP 173), in which age writes its keys."""


def is_low_order(key: SshKey | str) -> bool:
    """Whether a key, an SSH key or a valid age1 key, is one that age rejects for this (RFC 7748, 6.1).

    RSA keys have no such point.
    """
    point = _of_age(key) if isinstance(key, str) else _of_ssh(key)
    if point is None:
        return False
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError:
        return True
    return False


def _of_ssh(key: SshKey) -> bytes | None:
    """The point of an Ed25519 key on the other form of the curve, u = (1 + y) / (1 - y)."""
    if key.kind != "ssh-ed25519":
        return None
    y = int.from_bytes(key.blob[-32:], "little") & (1 << 255) - 1
    return ((1 + y) * pow(1 - y, -1, PRIME) % PRIME if (1 - y) % PRIME else 0).to_bytes(32, "little")


def _of_age(key: str) -> bytes:
    """The point that an age key is, whose checksum was looked at before."""
    bits = "".join(f"{_ALPHABET.index(char):05b}" for char in key[len("age1") : -_CHECKSUM_CHARACTERS])
    return int(bits[:256], 2).to_bytes(32, "big")
