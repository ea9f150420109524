"""Codes of labels: square, with a quiet zone, and a GS1 DataMatrix begins with FNC1."""

import pytest

from handrail.core.symbols import gs1_data_matrix, qr_code


def test_a_gs1_data_matrix_begins_with_fnc1() -> None:
    assert "8004952123A1".encode("datamatrix.gs1")[0] == 232
    assert list("01\x1d21".encode("datamatrix.gs1")) == [232, 131, 232, 151]


@pytest.mark.parametrize("text", ["8004952123A200001", "80041234567890ABCDEF"])
def test_a_data_matrix_has_its_finder_and_quiet_zone(text: str) -> None:
    symbol = gs1_data_matrix(text)
    last = symbol.size - 2
    # The solid lower edge, one module inside the quiet zone on each side.
    assert f"M1,{last}h{symbol.size - 2}v1" in symbol.path
    assert "M0," not in symbol.path


def test_a_qr_code_has_its_quiet_zone() -> None:
    symbol = qr_code("https://example.org/a/A200001")
    assert symbol.path.startswith("M4,4h7v1h-7z")
    assert symbol.size == 25 + 8 or symbol.size == 29 + 8


@pytest.mark.parametrize("text", ["", "8004é"])
def test_what_is_no_element_string_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="plain ASCII"):
        gs1_data_matrix(text)
