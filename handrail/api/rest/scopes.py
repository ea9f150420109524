"""Every operation of the API with the scope that its token must carry, and the permission that its user must hold.
Refuses nothing. Where the permission is None the use case asks for its own."""

from handrail.identity.api_scopes import ApiScope
from handrail.identity.roles import Permission

_S, _P = ApiScope, Permission

OPERATIONS: dict[str, tuple[ApiScope | None, Permission | None]] = {
    "who_am_i": (None, None),
    # People
    "find_people": (_S.PEOPLE_READ, _P.FIND_PERSON),
    "get_person": (_S.PEOPLE_READ, _P.SEE_PERSON),
    "add_person": (_S.PEOPLE_WRITE, None),
    "change_person": (_S.PEOPLE_WRITE, None),
    "add_address": (_S.PEOPLE_WRITE, None),
    "record_need": (_S.PEOPLE_WRITE, None),
    # Catalogue and what is in stock
    "list_products": (_S.CATALOGUE_READ, _P.SEE_CATALOGUE),
    "list_questions": (_S.CATALOGUE_READ, _P.SEE_CATALOGUE),
    "list_bundles": (_S.CATALOGUE_READ, _P.SEE_CATALOGUE),
    "list_speeds": (_S.CATALOGUE_READ, _P.SEE_CATALOGUE),
    "list_codes": (_S.CATALOGUE_READ, _P.SEE_CATALOGUE),
    "list_availability": (_S.CATALOGUE_READ, _P.SEE_CATALOGUE),
    # Orders
    "place_order": (_S.ORDERS_WRITE, None),
    "list_orders": (_S.ORDERS_READ, _P.SEE_ORDERS),
    "get_order": (_S.ORDERS_READ, _P.SEE_ORDERS),
    "amend_order": (_S.ORDERS_WRITE, None),
    "cancel_lines": (_S.ORDERS_WRITE, None),
    "reinstate_lines": (_S.ORDERS_WRITE, None),
    # Authorisation
    "list_releases": (_S.AUTHORISATION_READ, _P.SEE_ORDERS),
    "give_releases": (_S.AUTHORISATION_WRITE, None),
    "return_releases": (_S.AUTHORISATION_WRITE, None),
    "refuse_releases": (_S.AUTHORISATION_WRITE, None),
    "reply_to_returns": (_S.ORDERS_WRITE, None),
    # Allocation and loading
    "list_waiting_lines": (_S.STOCK_READ, _P.ALLOCATE),
    "allocate_lines": (_S.STOCK_WRITE, None),
    "release_allocations": (_S.STOCK_WRITE, None),
    "back_order_lines": (_S.STOCK_WRITE, None),
    "pick_lines": (_S.STOCK_WRITE, None),
    "load_run": (_S.STOCK_WRITE, None),
    "unload_run": (_S.STOCK_WRITE, None),
    "get_pick_list": (_S.STOCK_READ, _P.LOAD_RUN),
    # Visits and runs
    "list_vans": (_S.VISITS_READ, _P.PLAN_VISITS),
    "list_drivers": (_S.VISITS_READ, _P.PLAN_VISITS),
    "list_runs": (_S.VISITS_READ, None),
    "make_run": (_S.VISITS_WRITE, None),
    "plan_run": (_S.VISITS_WRITE, None),
    "release_run": (_S.VISITS_WRITE, None),
    "close_run": (_S.VISITS_WRITE, None),
    "list_visits": (_S.VISITS_READ, None),
    "get_visit": (_S.VISITS_READ, None),
    "book_visits": (_S.VISITS_WRITE, None),
    "start_visit": (_S.VISITS_WRITE, None),
    "complete_visit": (_S.VISITS_WRITE, None),
    "fail_visit": (_S.VISITS_WRITE, None),
    "take_next_step": (_S.VISITS_WRITE, None),
    # Loans, and asking for what is lent to be seen to
    "list_loans": (_S.LOANS_READ, _P.SEE_PERSON),
    "keep_loans": (_S.LOANS_WRITE, None),
    "end_loans": (_S.LOANS_WRITE, None),
    "request_visit": (_S.LOANS_WRITE, None),
    "withdraw_request": (_S.LOANS_WRITE, None),
    # Items and places
    "scan": (_S.STOCK_READ, _P.SEE_CATALOGUE),
    "list_assets": (_S.STOCK_READ, _P.SEE_STOCK),
    "get_asset": (_S.STOCK_READ, _P.SEE_CATALOGUE),
    "get_asset_story": (_S.STOCK_READ, _P.SEE_STOCK),
    "list_places": (_S.STOCK_READ, _P.SEE_CATALOGUE),
    "list_counted_stock": (_S.STOCK_READ, _P.SEE_STOCK),
    "receive_goods": (_S.STOCK_WRITE, None),
    "put_away": (_S.STOCK_WRITE, None),
    "move_stock": (_S.STOCK_WRITE, None),
    "receive_returns": (_S.STOCK_WRITE, None),
    "state_contamination": (_S.STOCK_WRITE, None),
    "decontaminate": (_S.STOCK_WRITE, None),
    "inspect": (_S.STOCK_WRITE, None),
    "repair": (_S.STOCK_WRITE, None),
    "scrap_stock": (_S.STOCK_WRITE, None),
    "quarantine_stock": (_S.STOCK_WRITE, None),
    "lift_quarantine": (_S.STOCK_WRITE, None),
}
