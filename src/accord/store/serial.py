"""Records to bytes and back: MessagePack by field names, compressed.

Vectors are kept as half floats: of unit length, their cosines stay true to 0.0005, and
what is told of a story is always told from what was kept.
"""

from __future__ import annotations

import zlib
from typing import Any, TypeVar

import msgspec
import numpy as np

from accord.errors import StoreError

T = TypeVar("T")


def _plain(value: object) -> Any:
    if isinstance(value, np.ndarray):
        return [list(value.shape), value.astype("<f2").tobytes()]
    raise NotImplementedError(f"{type(value)} is not kept")


def _array(kind: type, value: Any) -> Any:
    shape, halves = value
    return np.frombuffer(halves, "<f2").reshape(shape).astype(np.float32)


_encode = msgspec.msgpack.Encoder(enc_hook=_plain).encode


_decoders: dict[type, Any] = {}  # they take long to make


def _decoder(kind: type) -> Any:
    if kind not in _decoders:
        _decoders[kind] = msgspec.msgpack.Decoder(kind, dec_hook=_array)
    return _decoders[kind]


def dump(record: object) -> bytes:
    """The record as bytes; the same record gives the same bytes."""
    return zlib.compress(_encode(record), 6)


def load(kind: type[T], raw: bytes, what: str) -> T:
    """The record that `dump` made bytes of.

    Raises `StoreError` that names `what` and the place in it, such as ``$.quotations[3].kind``.
    """
    try:
        record: T = _decoder(kind).decode(zlib.decompress(raw))
    except (zlib.error, msgspec.DecodeError, ValueError) as exc:  # ValueError: a shape that does not fit
        raise StoreError(f"{what} cannot be read back: {exc}") from exc
    return record


def rounded(vectors: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The vectors as they come back from the store."""
    return vectors.astype("<f2").astype(np.float32)
