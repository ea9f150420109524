"""The addresses of the driver's pages.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.driver.changed import run_changed, stop_changed
from handrail.web.driver.complete_visit import complete_visit_page
from handrail.web.driver.fail_visit import fail_visit_page
from handrail.web.driver.run import run
from handrail.web.driver.stop import secret, start_visit_page, stop

app_name = "driver"
urlpatterns = [
    path("", run, name="run"),
    path("stops/<uuid:visit_id>/", stop, name="stop"),
    path("changed/", run_changed, name="run_changed"),
    path("stops/<uuid:visit_id>/changed/", stop_changed, name="stop_changed"),
    path("stops/<uuid:visit_id>/step/", start_visit_page, name="start_visit"),
    path("stops/<uuid:visit_id>/record/", complete_visit_page, name="complete_visit"),
    path("stops/<uuid:visit_id>/fail/", fail_visit_page, name="fail_visit"),
    path("stops/<uuid:visit_id>/codes/<uuid:note_id>/", secret, name="show_secret"),
]
