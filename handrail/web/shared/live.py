"""Parts of a page that renew themselves: the script asks every few seconds, and an unchanged part costs no bytes.
Refuses whole pages; without JavaScript the same part stands in the page and a link renews it."""

from hashlib import blake2b

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string


def live_part(request: HttpRequest, template: str, page: object) -> HttpResponse:
    """The part as HTML with its ETag, or 304 where the asker has it already. The template shows only the part."""
    body = render_to_string(template, {"page": page}, request, using="jinja2").encode()
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    unchanged = request.headers.get("If-None-Match") == tag
    response = HttpResponseNotModified() if unchanged else HttpResponse(body)
    response["ETag"] = tag
    # Personal data is never left in a shared browser's cache; the script keeps the tag in memory.
    response["Cache-Control"] = "private, no-store"
    return response
