"""The addresses of the service desk and the control room.
Refuses nothing; each page declares its permission."""

from django.urls import path

from handrail.web.controller import lists, more_lists
from handrail.web.controller.answer_call import answer_call, find_caller
from handrail.web.controller.beside import agreed_miles, comes_along, mend_came
from handrail.web.controller.book_visits import book_together, book_visit_page
from handrail.web.controller.change_crew import change_crew_page
from handrail.web.controller.collect_recalled import collect_all
from handrail.web.controller.examinations import examinations
from handrail.web.controller.lent import end_lent, keep_lent, take_request_back
from handrail.web.controller.measuring import ask_measuring, call_off_measuring, mend_measured
from handrail.web.controller.mend_fitted import mend_fitted
from handrail.web.controller.recall_told import recall_told
from handrail.web.controller.recalled import recalled
from handrail.web.controller.record_visit import record_visit
from handrail.web.controller.request_visit import request_visit_page
from handrail.web.controller.room import room, room_part
from handrail.web.controller.run import close_run_page, move_stop, release_run_page, run
from handrail.web.controller.runs import runs
from handrail.web.controller.take_next_step import take_next_step_page
from handrail.web.controller.tell_by_hand import people_to_tell
from handrail.web.controller.tell_recalled import take_back_telling_page, tell_recalled
from handrail.web.controller.visit import photo, visit

app_name = "controller"
urlpatterns = [
    path("", room, name="room"),
    path("now/", room_part, name="room_part"),
    path("orders/", lists.orders, name="orders"),
    path("visits/", lists.visits, name="visits"),
    path("next-steps/", lists.next_steps, name="next_steps"),
    path("discrepancies/", lists.discrepancies, name="discrepancies"),
    path("items/", lists.items, name="items"),
    path("approvals/", more_lists.releases, name="releases"),
    path("pieces/", more_lists.counted, name="counted"),
    path("runs/<uuid:run_id>/visits/", more_lists.run_visits, name="run_visits"),
    path("examinations/", examinations, name="examinations"),
    path("recalls/<uuid:recall_id>/", recalled, name="recalled"),
    path("recalls/<uuid:recall_id>/collect/", collect_all, name="collect_recalled"),
    path("recalls/<uuid:recall_id>/told/", recall_told, name="recall_told"),
    path("recalls/<uuid:recall_id>/told/<uuid:person_id>/", tell_recalled, name="tell_recalled"),
    path("recalls/<uuid:recall_id>/fitted/<uuid:thing_id>/", mend_fitted, name="mend_fitted"),
    path("tellings/<uuid:telling_id>/take-back/", take_back_telling_page, name="take_back_telling"),
    path("recorded-late/", lists.recorded_late, name="recorded_late"),
    path("visits/book/", book_together, name="book_together"),
    path("visits/<uuid:visit_id>/", visit, name="visit"),
    path("visits/<uuid:visit_id>/book/", book_visit_page, name="book_visits"),
    path("visits/<uuid:visit_id>/record/", record_visit, name="record_visit"),
    path("visits/<uuid:visit_id>/comes-along/", comes_along, name="comes_along"),
    path("visits/<uuid:visit_id>/came-along/", mend_came, name="mend_came"),
    path("visits/<uuid:visit_id>/miles/", agreed_miles, name="miles"),
    path("visits/<uuid:visit_id>/next-step/", take_next_step_page, name="take_next_step"),
    path("pictures/<uuid:attachment_id>/", photo, name="picture"),
    path("runs/", runs, name="runs"),
    path("runs/<uuid:run_id>/", run, name="run"),
    path("runs/<uuid:run_id>/crew/", change_crew_page, name="change_crew"),
    path("runs/<uuid:run_id>/move/", move_stop, name="move_stop"),
    path("runs/<uuid:run_id>/send/", release_run_page, name="release_run"),
    path("runs/<uuid:run_id>/close/", close_run_page, name="close_run"),
    path("people/<uuid:person_id>/ask/", request_visit_page, name="request_visit"),
    path("people/<uuid:person_id>/measure/", ask_measuring, name="ask_measuring"),
    path("measuring/<uuid:measuring_id>/call-off/", call_off_measuring, name="call_off_measuring"),
    path("measuring/<uuid:measuring_id>/put-right/", mend_measured, name="mend_measured"),
    path("people/<uuid:person_id>/keep/", keep_lent, name="keep_lent"),
    path("people/<uuid:person_id>/take-back/", take_request_back, name="take_request_back"),
    path("people/<uuid:person_id>/end/", end_lent, name="end_lent"),
    path("tell/", people_to_tell, name="people_to_tell"),
    path("call/", find_caller, name="call"),
    path("call/<uuid:person_id>/", answer_call, name="answer_call"),
]
