"""The addresses of the authorisers' pages.
Refuses nothing: each page declares whom it is for."""

from django.urls import path

from handrail.web.authoriser.cover import cover
from handrail.web.authoriser.queue import orders, release_queue
from handrail.web.authoriser.release import release

app_name = "authoriser"

urlpatterns = [
    path("", release_queue, name="queue"),
    path("decided/", orders, name="orders"),
    path("cover/", cover, name="cover"),
    path("<uuid:release_id>/", release, name="release"),
]
