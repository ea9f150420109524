"""Words for the work of a depot: what was found, what an inspection says, what happens next.
Refuses nothing; see `wording.say`."""

from handrail.stock.codes import (
    CameBack,
    ClearedFor,
    DepotFinding,
    ExaminationVerdict,
    InspectionVerdict,
    RecallCause,
)
from handrail.stock.rules.care import InfectionRisk, InspectionKind
from handrail.wording.family import Family

FAMILIES = (
    Family(
        DepotFinding,
        {
            DepotFinding.RETURNED_UNKNOWN: "Came back with a code that nobody knows",
            DepotFinding.RETURNED_FOREIGN: "Came back and belongs to another service",
            DepotFinding.RETURNED_STILL_ON_LOAN: "Came back on a van, but its collection was not recorded",
            DepotFinding.RETURNED_NOT_EXPECTED: "Came back, but the record had it somewhere else",
            DepotFinding.RETURNED_OTHER_VAN: "Came back, but the record had it on another van",
            DepotFinding.RETURNED_UNCOUNTED: "More came back than were out",
            DepotFinding.COUNT_MISSING: "Not found at a stock take",
            DepotFinding.COUNT_SURPLUS: "More found at a stock take than recorded",
            DepotFinding.COUNT_ELSEWHERE: "Found at a stock take, recorded somewhere else",
            DepotFinding.COUNT_UNKNOWN: "Found at a stock take with a code that nobody knows",
            DepotFinding.WRONG_ITEM: "The wrong item was scanned",
            DepotFinding.WRONG_PERSON: "It was recorded for the wrong person",
            DepotFinding.WRONG_SCAN: "It was scanned by mistake",
        },
    ),
    Family(
        InspectionKind,
        {
            InspectionKind.LOOK: "Looked over",
            InspectionKind.ELECTRICAL_TEST: "Electrical test",
            InspectionKind.EXAMINATION: "Thorough examination",
            InspectionKind.SERVICE: "Service",
        },
    ),
    Family(
        InspectionVerdict,
        {
            InspectionVerdict.PASS: "Passed",
            InspectionVerdict.REPAIR: "Needs repair",
            InspectionVerdict.SCRAP: "Scrap it",
            InspectionVerdict.QUARANTINE: "Set it apart",
        },
        {
            InspectionVerdict.PASS: "green",
            InspectionVerdict.REPAIR: "yellow",
            InspectionVerdict.SCRAP: "red",
            InspectionVerdict.QUARANTINE: "red",
        },
    ),
    Family(
        RecallCause,
        {
            RecallCause.PROVIDER: "The provider or its supplier",
            RecallCause.NEITHER: "Neither the provider nor its supplier",
            RecallCause.NOT_KNOWN: "Not known yet",
        },
    ),
    Family(
        ExaminationVerdict,
        {
            ExaminationVerdict.PASS: "Safe to use",
            ExaminationVerdict.DEFECT: "Safe for now, with a defect to mend",
            ExaminationVerdict.DANGER: "A danger: it must not be used",
        },
        {
            ExaminationVerdict.PASS: "green",
            ExaminationVerdict.DEFECT: "yellow",
            ExaminationVerdict.DANGER: "red",
        },
    ),
    Family(
        InfectionRisk,
        {
            InfectionRisk.YES: "Known risk of infection",
            InfectionRisk.NO: "No known risk of infection",
            InfectionRisk.UNKNOWN: "Risk of infection not known",
        },
    ),
    Family(
        CameBack,
        {
            CameBack.FIT: "Fit to go out",
            CameBack.DIRTY: "Needs cleaning",
            CameBack.FAULTY: "Faulty, damaged or incomplete",
        },
    ),
    Family(
        ClearedFor,
        {
            ClearedFor.TEST: "Test it",
            ClearedFor.CLEAN: "Clean and test it",
            ClearedFor.REPAIR: "Repair it",
        },
    ),
)
