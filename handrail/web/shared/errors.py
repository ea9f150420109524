"""The pages for what went wrong outside a view: 400, 403, 404, 429, 500 and a lost CSRF token.
Refuses technical words and blame; each page says what to do next."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from handrail.web.shared.views import error_page


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read; 413: it was too large to be."""
    if isinstance(exception, RequestDataTooBig):
        lines = ("The file is too large to be sent. Go back and choose a smaller one.", "Nothing has been changed.")
        return error_page(request, 413, "That is more than we can take", lines)
    return error_page(request, 400, "We could not read that", ("Go back and try again.",))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the user's role does not open this page."""
    lines = (
        "Your role does not let you open this page.",
        "If you need it for your work, ask your administrator.",
    )
    return error_page(request, 403, "You cannot open this page", lines)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or it belongs to another contract: the two look alike on purpose."""
    lines = (
        "If you typed the web address, check it is correct.",
        "What you are looking for may have been joined to another record, or belong to another service.",
    )
    return error_page(request, 404, "We cannot find this page", lines)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many tries in a short time."""
    return error_page(request, 429, "Too many tries", ("Wait 5 minutes, then try again.",))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page's token is missing or old, mostly because the user signed in anew in another window."""
    lines = (
        "For your safety a page can only be sent from the window that opened it.",
        "Go back, reload the page and send it again. Nothing has been changed.",
    )
    return error_page(request, 403, "This page was open too long", lines)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: made without the request, because what failed may be the database or the session."""
    wrong = {
        "title": "Something went wrong on our side",
        "lines": ("Nothing you sent was half saved: it was kept whole or not at all.", "Try again in a few minutes."),
        "status": 500,
        "links": (),
    }
    return HttpResponse(render_to_string("error.html", {"page": wrong}, using="jinja2"), status=500)
