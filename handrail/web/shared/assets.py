"""Names the static files that the layout loads, each with its version in the path.
Refuses anything from another host."""

from dataclasses import dataclass

from handrail.web.shared.vendor import HTMX_VERSION, NHSUK_VERSION


@dataclass(frozen=True, slots=True)
class Assets:
    """Paths below the static folder."""

    nhsuk_css: str = f"vendor/nhsuk-frontend-{NHSUK_VERSION}/nhsuk-frontend.min.css"
    nhsuk_js: str = f"vendor/nhsuk-frontend-{NHSUK_VERSION}/nhsuk-frontend.min.js"
    htmx: str = f"vendor/htmx-{HTMX_VERSION}/htmx.min.js"
    css: str = "handrail/handrail.css"
    print_css: str = "handrail/print.css"
    js: str = "handrail/handrail.js"
    icon: str = "handrail/mark.svg"


ASSETS = Assets()
