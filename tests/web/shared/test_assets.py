"""What a first visit costs over the wire, and what must never be shipped."""

import gzip
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from handrail.web.shared.assets import ASSETS
from handrail.web.shared.vendor import VENDOR, without_nhs_font

STATIC = VENDOR.parent
MOST_BYTES = 100_000


def over_the_wire(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def test_the_first_page_is_at_most_100_kilobytes(client: Client, settings: LazySettings, db: None) -> None:
    settings.DEMO_MODE = True
    files = [ASSETS.nhsuk_css, ASSETS.nhsuk_js, ASSETS.htmx, ASSETS.css, ASSETS.print_css, ASSETS.js, ASSETS.icon]
    total = sum(over_the_wire((STATIC / name).read_bytes()) for name in files)
    total += over_the_wire(client.get("/sign-in/").content)
    assert total <= MOST_BYTES


@pytest.mark.parametrize("file", [file for file in VENDOR.rglob("*") if file.suffix in {".css", ".js"}], ids=str)
def test_no_font_or_host_of_the_nhs_is_shipped(file: Path) -> None:
    text = file.read_text()
    assert "Frutiger" not in text
    assert "assets.nhs.uk" not in text
    assert "sourceMappingURL" not in text


def test_each_vendored_package_has_its_licence() -> None:
    assert all((folder / "LICENCE").exists() for folder in VENDOR.iterdir())


def test_fonts_are_taken_out_of_a_style_sheet() -> None:
    face = '@font-face{font-family:"Frutiger W01";src:url(x)}'
    css = face + 'p{font-family:"Frutiger W01",arial;background:url(/assets/a.svg)}'
    assert without_nhs_font(css) == "p{font-family:arial;background:url(assets/a.svg)}"
