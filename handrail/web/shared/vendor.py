"""Re-creates the vendored NHS design system and htmx from npm: `python -m handrail.web.shared.vendor`.
Refuses the NHS logo, the NHS font and anything fetched while a page is shown: those are not ours to use."""

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

NHSUK_VERSION = "10.6.1"
HTMX_VERSION = "2.0.11"
VENDOR = Path(__file__).parent / "static" / "vendor"

# The package names its licence but does not hold its text.
NHSUK_LICENCE = """The MIT License (MIT)

Copyright (c) NHS England and contributors to nhsuk-frontend

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

Changed by Handrail: @font-face rules, the font's name and source map links removed; image addresses made relative.
"""


def without_nhs_font(css: str) -> str:
    """The style sheet with no font of the NHS, no absolute image address and no link to a source map."""
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = re.sub(r"""["']?Frutiger W01["']?\s*,\s*""", "", css)
    css = css.replace("url(/assets/", "url(assets/")
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)


def without_source_map(script: str) -> str:
    """The script without its link to a source map, which is not shipped."""
    return re.sub(r"^//# sourceMappingURL=.*$", "", script, flags=re.MULTILINE)


def unpack(package: str, version: str, into: Path) -> Path:
    """Fetch one package with the ordinary npm client (running none of its scripts) and return its folder."""
    command = ["npm", "pack", f"{package}@{version}", "--ignore-scripts", "--silent"]
    subprocess.run(command, cwd=into, check=True, stdout=subprocess.DEVNULL)
    folder = into / f"unpacked-{package}"
    with tarfile.open(into / f"{package}-{version}.tgz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def vendor_nhsuk(package: Path) -> None:
    """Keep the built style sheet, the script and only those images which the style sheet names."""
    target = VENDOR / f"nhsuk-frontend-{NHSUK_VERSION}"
    built = package / "dist" / "nhsuk"
    css = without_nhs_font((built / f"nhsuk-frontend-{NHSUK_VERSION}.min.css").read_text())
    script = without_source_map((built / f"nhsuk-frontend-{NHSUK_VERSION}.min.js").read_text())
    images = sorted(set(re.findall(r"url\(assets/images/([\w.-]+)\)", css)))
    (target / "assets" / "images").mkdir(parents=True)
    (target / "nhsuk-frontend.min.css").write_text(css)
    (target / "nhsuk-frontend.min.js").write_text(script)
    (target / "LICENCE").write_text(NHSUK_LICENCE)
    for image in images:
        shutil.copyfile(built / "assets" / "images" / image, target / "assets" / "images" / image)


def vendor_htmx(package: Path) -> None:
    """Keep the built script and its licence."""
    target = VENDOR / f"htmx-{HTMX_VERSION}"
    target.mkdir(parents=True)
    (target / "htmx.min.js").write_text(without_source_map((package / "dist" / "htmx.min.js").read_text()))
    shutil.copyfile(package / "LICENSE", target / "LICENCE")


def main() -> None:
    """Replace the vendored folder as a whole, so that no file of an older version stays behind."""
    with tempfile.TemporaryDirectory() as scratch:
        nhsuk = unpack("nhsuk-frontend", NHSUK_VERSION, Path(scratch))
        htmx = unpack("htmx.org", HTMX_VERSION, Path(scratch))
        if VENDOR.exists():
            shutil.rmtree(VENDOR)
        vendor_nhsuk(nhsuk)
        vendor_htmx(htmx)
    sys.stdout.write(f"vendored nhsuk-frontend {NHSUK_VERSION} and htmx {HTMX_VERSION}\n")


if __name__ == "__main__":
    main()
