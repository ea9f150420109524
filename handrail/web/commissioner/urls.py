"""The addresses of the commissioners' pages.
Refuses nothing: each page declares whom it is for."""

from django.urls import path

from handrail.web.commissioner.change_scenario import change_scenario, new_scenario
from handrail.web.commissioner.scenario import scenario
from handrail.web.commissioner.scenario_files import scenario_file
from handrail.web.commissioner.scenarios import compare_scenarios, scenarios

app_name = "commissioner"

urlpatterns = [
    path("scenarios/", scenarios, name="scenarios"),
    path("scenarios/new/", new_scenario, name="scenario_new"),
    path("scenarios/compare/", compare_scenarios, name="scenario_compare"),
    path("scenarios/<uuid:scenario_id>/", scenario, name="scenario"),
    path("scenarios/<uuid:scenario_id>/change/", change_scenario, name="scenario_change"),
    path("scenarios/<uuid:scenario_id>/files/<slug:form>/", scenario_file, name="scenario_file"),
]
