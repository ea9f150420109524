"""Draws the codes of labels as squares: QR codes, and GS1 DataMatrix symbols that begin with FNC1.
Refuses colours, sizes and markup: a template draws the path."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from ppf.datamatrix import DataMatrix

# ISO/IEC 16022: code word 232 is FNC1, which in first place makes a DataMatrix a GS1 DataMatrix. The library knows no
# FNC1, but takes any codec: this one puts it before what its own codec makes.
_FNC1 = 232
_GS1 = "datamatrix.gs1"
_SEPARATOR = "\x1d"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A square symbol: `size` modules on a side with its quiet zone, `path` the dark ones as the d of an SVG path."""

    size: int
    path: str


def qr_code(text: str) -> Symbol:
    """The QR code of a text, error correction M, with the quiet zone of 4 modules that scanners need."""
    # Read in with the first label: most web processes never print one.
    drawn = import_module("segno").make_qr(text, error="m")
    return _symbol([list(row) for row in drawn.matrix], quiet=4)


def gs1_data_matrix(element_string: str) -> Symbol:
    """The GS1 DataMatrix of an element string without its leading FNC1, with the quiet zone of one module.

    Raises `ValueError` for what is not plain ASCII."""
    if not element_string.isascii() or not element_string:
        raise ValueError("a GS1 element string is plain ASCII")
    drawn = DataMatrix(element_string)
    drawn.codecs = [_GS1]
    return _symbol(drawn.matrix, quiet=1)


def _symbol(modules: Sequence[Sequence[int]], *, quiet: int) -> Symbol:
    """One run of dark modules after the other, each as a rectangle one module high."""
    parts: list[str] = []
    for y, row in enumerate(modules):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                parts.append(f"M{x + quiet},{y + quiet}h{end - x}v1h-{end - x}z")
            x = end + 1
    return Symbol(len(modules) + 2 * quiet, "".join(parts))


def _encode(text: str, _errors: str = "strict") -> tuple[bytes, int]:
    parts = [part.encode("datamatrix.ascii") for part in text.split(_SEPARATOR)]
    # A separator within the string is the same function character.
    return bytes([_FNC1]) + bytes([_FNC1]).join(parts), len(text)


def _decode(_code: bytes, _errors: str = "strict") -> tuple[str, int]:
    raise ValueError("symbols are read by scanners")


def _find(name: str) -> codecs.CodecInfo | None:
    return codecs.CodecInfo(_encode, _decode, name=_GS1) if name == _GS1 else None  # type: ignore[arg-type]  # as the library's own


codecs.register(_find)
