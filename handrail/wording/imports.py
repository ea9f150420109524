"""Words for files of other systems: their kinds and states. What is wrong with them: `handrail.wording.import_faults`.
Refuses nothing; see `wording.say`."""

from handrail.core.csv_reading import CsvProblem
from handrail.core.typed_dates import DateProblem
from handrail.intake.rules.faults import ImportReason
from handrail.intake.states import FileKind, FileState, RowEnd
from handrail.wording.family import Family
from handrail.wording.import_faults import CSV, DATES, IMPORT

FAMILIES = (
    Family(
        FileKind,
        {
            FileKind.PEOPLE: "People",
            FileKind.PRODUCTS: "Products",
            FileKind.ASSETS: "Items in stores",
            FileKind.OPEN_LOANS: "Open loans",
        },
    ),
    Family(
        FileState,
        {
            FileState.RECEIVED: "Received",
            FileState.WAITING: "Waiting",
            FileState.RUNNING: "Under way",
            FileState.CHECKED: "Checked",
            FileState.REFUSED: "Refused",
            FileState.DONE: "Brought in",
            FileState.FAILED: "Broke off",
            FileState.DROPPED: "Left out",
        },
        {
            FileState.WAITING: "blue",
            FileState.RUNNING: "blue",
            FileState.CHECKED: "aqua-green",
            FileState.REFUSED: "orange",
            FileState.DONE: "green",
            FileState.FAILED: "red",
        },
    ),
    Family(
        RowEnd,
        {RowEnd.MENDED: "Mended", RowEnd.FOR_LOANS: "Left for the file of open loans", RowEnd.DROPPED: "Left out"},
    ),
    Family(ImportReason, IMPORT),
    Family(CsvProblem, CSV),
    Family(DateProblem, DATES),
)
