"""Owns the list of addresses: health, sign-in, the API and the pages of each audience.

Refuses views of its own, but for health.
"""

from django.urls import URLPattern, URLResolver, include, path

from handrail.config.health import healthz

handler400 = "handrail.web.shared.errors.bad_request"
handler403 = "handrail.web.shared.errors.forbidden"
handler404 = "handrail.web.shared.errors.not_found"
handler429 = "handrail.web.shared.errors.too_many"  # read by the rate limits of sign-in
handler500 = "handrail.web.shared.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", include("handrail.api.rest.urls")),
    path("", include("handrail.web.shared.urls")),
    path("", include("handrail.web.depot.label_urls")),
    path("depot/", include("handrail.web.depot.urls")),
    path("driver/", include("handrail.web.driver.urls")),
    path("desk/", include("handrail.web.controller.urls")),
    path("people/", include("handrail.web.person.urls")),
    path("prescribing/", include("handrail.web.prescriber.urls")),
    path("specials/", include("handrail.web.specials.urls")),
    path("shop/", include("handrail.web.shop.urls")),
    path("approvals/", include("handrail.web.authoriser.urls")),
    path("spending/", include("handrail.web.spending.urls")),
    path("commissioning/", include("handrail.web.commissioner.urls")),
    path("money/contract/", include("handrail.web.terms.urls")),
    path("money/system-cost/", include("handrail.web.system_cost.urls")),
    path("money/forecast/", include("handrail.web.forecasts.urls")),
    path("money/", include("handrail.web.invoices.urls")),
    path("money/", include("handrail.web.money.urls")),
    path("admin/", include("handrail.web.admin.urls")),
]
