"""Answers that come compressed (RFC 9110, section 8.4), unpacked up to a size.

The HTTP library would unpack a body in steps that have no bound in its older versions, which older SDKs bring along.
"""

import zlib

MOST_LAYERS = 2
GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
BARE = -zlib.MAX_WBITS
"""What some servers send as `deflate`: without the frame of zlib."""

FORMS = {"gzip": (GZIP_OR_ZLIB,), "x-gzip": (GZIP_OR_ZLIB,), "deflate": (GZIP_OR_ZLIB, BARE)}


class TooLongError(OSError):
    """An answer of more bytes than one may have."""


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """The body without its content encodings. `encoding` is that header; `most` is the most bytes, of each layer.

    Raises:
        TooLongError: it has more.
        ValueError: it is not what the header says, it ends too early, or the header says what is not known here.
    """
    layers = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(layers) > MOST_LAYERS or any(name not in FORMS for name in layers):
        raise ValueError(f"no way to unpack {encoding[:40]!r}")
    for name in reversed(layers if body else []):
        body = _unpacked_once(body, FORMS[name], most)
    return body


def _unpacked_once(body: bytes, forms: tuple[int, ...], most: int) -> bytes:
    for form in forms:
        try:
            return _inflated(body, form, most)
        except zlib.error:
            continue
    raise ValueError("not compressed as it says")


def _inflated(body: bytes, form: int, most: int) -> bytes:
    unpacker = zlib.decompressobj(form)
    found = unpacker.decompress(body, most + 1)
    if len(found) > most:
        raise TooLongError
    if not unpacker.eof:
        raise ValueError("it ends too early")
    return found
