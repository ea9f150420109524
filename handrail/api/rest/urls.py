"""The addresses of the API: its operations, its description, the page that explains it, and nothing else.
Refuses to answer anything else than a problem at an address that is not there."""

from django.urls import URLPattern, URLResolver, path, re_path

from handrail.api.rest.reference import reference
from handrail.api.rest.service import api, openapi_json, operations, unknown_address

urlpatterns: list[URLPattern | URLResolver] = [
    path("", reference, name="api_reference"),
    path("openapi.json", openapi_json, name="api_openapi"),
    path("", (operations(), api.urls[1], api.urls[2])),
    re_path(r"", unknown_address),
]
