"""The only code that writes visits, tasks, runs, vans and proof. Needs an open change.
Refuses (STALE) a visit or run that is no longer in the state that the caller saw."""

from handrail.visits.actions.doors import (
    add_proof,
    drop_scan,
    end_visit,
    keep_scan,
)
from handrail.visits.actions.runs import (
    add_vans,
    change_van,
    make_runs,
    move_runs,
    name_parcels,
    set_crew,
    set_stops,
)
from handrail.visits.actions.visits import (
    book,
    cancel_tasks,
    close_tasks,
    end_empty,
    hand_over,
    join_visits,
    move_visits,
    note_visits,
    open_visits,
    recount_tasks,
)

__all__ = [
    "add_proof",
    "add_vans",
    "book",
    "cancel_tasks",
    "change_van",
    "close_tasks",
    "drop_scan",
    "end_empty",
    "end_visit",
    "hand_over",
    "join_visits",
    "keep_scan",
    "make_runs",
    "move_runs",
    "move_visits",
    "name_parcels",
    "note_visits",
    "open_visits",
    "recount_tasks",
    "set_crew",
    "set_stops",
]
