"""Words for what administrators keep: users, posts, tokens, registers, contract data, reference files.
Refuses nothing; see `wording.say`."""

from handrail.catalogue.reference.cells import ReferenceReason
from handrail.catalogue.reference.held import DataKind
from handrail.identity.api_scopes import ApiScope
from handrail.identity.rules import UserReason
from handrail.identity.states import AccountEvent
from handrail.partners.effective import EffectiveReason
from handrail.partners.register_rules import RegisterReason
from handrail.partners.terms import TermReason
from handrail.wording.family import Family

WHERE = "{file}, line {line}, column {column}: "

FAMILIES = (
    Family(
        UserReason,
        {
            UserReason.NAME_MISSING: "Enter the person's name",
            UserReason.EMAIL_TAKEN: "Someone with this email address already has a post here",
            UserReason.WORKS_ELSEWHERE: "This user works under another contract too. End their post here instead",
            UserReason.OWN_ACCOUNT: "You cannot change this for your own account. Ask another administrator",
            UserReason.LAST_ADMINISTRATOR: "Then nobody is left to administer. "
            "Make someone else an administrator first, for as long",
            UserReason.NO_ROLE: "Choose at least one role",
            UserReason.ROLE_NOT_GIVEN: "This role belongs to the system itself and cannot be given to a person",
            UserReason.PARTNER_UNKNOWN: "Choose a partner that works under this contract",
            UserReason.TEAM_OF_ANOTHER: "This team belongs to another partner, or is closed",
            UserReason.DEPOT_UNKNOWN: "Choose a depot or store that is open",
            UserReason.DEPOT_NEEDED: "Depot workers and drivers need a depot",
            UserReason.JOB_UNKNOWN: "Choose a job of the list",
            UserReason.JOB_NEEDED: "Prescribers and authorisers need a job: it decides what they may order",
            UserReason.SUPERVISOR_UNKNOWN: "Choose another user of this contract",
            UserReason.DATES_CROSS: "The last day must not be before the first",
            UserReason.ACCOUNT_CANNOT: "The account has moved on, so this cannot be done now",
            UserReason.ACCOUNT_REASON_NEEDED: "Say why",
            UserReason.TOKEN_NAME_MISSING: "Enter a name that says which system uses the token",
            UserReason.TOKEN_NO_SCOPE: "Choose at least one thing that the token is for",
            UserReason.TOKEN_SCOPE_UNKNOWN: "Choose from the list what the token is for",
            UserReason.TOKEN_TOO_LONG: "The token may last 1 year at most",
            UserReason.TOKEN_ENDED: "The last day must be in the future",
            UserReason.TOKEN_RATE: "Enter a number of calls from 1 to 6,000",
            UserReason.TOKEN_REVOKED: "This token was already switched off",
            UserReason.TOKEN_TAKEN: "The key was shown already. Ask your administrator to offer another token",
        },
    ),
    Family(
        AccountEvent,
        {
            AccountEvent.TRAIN: "Mark as trained",
            AccountEvent.ACTIVATE: "Make active",
            AccountEvent.SUSPEND: "Suspend",
            AccountEvent.RESTORE: "Restore",
            AccountEvent.LEAVE: "Has left",
            AccountEvent.REAPPLY: "Apply again",
        },
    ),
    Family(
        ApiScope,
        {
            ApiScope.PEOPLE_READ: "Look at people",
            ApiScope.PEOPLE_WRITE: "Add and change people",
            ApiScope.PEOPLE_CODES: "See the codes of key safes and gates, each time with a reason",
            ApiScope.CATALOGUE_READ: "Look at the catalogue and what is in stock",
            ApiScope.ORDERS_READ: "Look at orders",
            ApiScope.ORDERS_WRITE: "Place and change orders",
            ApiScope.AUTHORISATION_READ: "Look at orders that wait for a decision",
            ApiScope.AUTHORISATION_WRITE: "Decide on orders",
            ApiScope.VISITS_READ: "Look at visits and runs",
            ApiScope.VISITS_WRITE: "Book visits, and record deliveries and collections",
            ApiScope.STOCK_READ: "Look at items and places",
            ApiScope.STOCK_WRITE: "Allocate, load, clean and test items",
            ApiScope.LOANS_READ: "Look at loans",
            ApiScope.LOANS_WRITE: "Keep loans, and ask for them to be collected",
            ApiScope.VOUCHERS_READ: "Look at a voucher by its number",
            ApiScope.VOUCHERS_WRITE: "Take a voucher in a shop, and take that back",
        },
    ),
    Family(
        RegisterReason,
        {
            RegisterReason.NAME_MISSING: "Enter a name",
            RegisterReason.NAME_TAKEN: "{name} is already in the list",
            RegisterReason.KIND_UNKNOWN: "Choose a kind of the list",
            RegisterReason.KIND_FIXED: "A depot cannot become a satellite store, or the other way round. Add a new one",
            RegisterReason.REACH_UNKNOWN: "Choose how far its staff see people",
            RegisterReason.PARTNER_UNKNOWN: "Choose a partner that works under this contract",
            RegisterReason.PARTNER_SHARED: "This partner works under another contract too, "
            "so only what its staff see can be changed here",
            RegisterReason.ADDRESS_MISSING: "Enter the address",
            RegisterReason.PLACE_UNKNOWN: "We do not know where this postcode is. Enter one nearby that we know",
            RegisterReason.DEPOT_UNKNOWN: "Choose a depot that is open",
            RegisterReason.REGISTRATION_MISSING: "Enter the registration number",
            RegisterReason.REGISTRATION_TAKEN: "A van with this registration number is already in the list",
            RegisterReason.CAPACITY_WRONG: "Enter a number above 0",
            RegisterReason.STILL_HAS_PEOPLE: "People still hold a post in this team. Move them first",
            RegisterReason.STILL_HAS_EQUIPMENT: "There are still {items:count item} here. Move them first",
            RegisterReason.STILL_NEEDED: "Vans or satellite stores still depend on this depot. Move them first",
            RegisterReason.LAST_DEPOT: "This is the last depot. Open another first",
        },
    ),
    Family(
        TermReason,
        {
            TermReason.UNKNOWN_TERM: "There is no term called {key}",
            TermReason.WRONG_KIND: "This is not the kind of value that the term {key} takes",
        },
    ),
    Family(
        EffectiveReason,
        {
            EffectiveReason.BEGINS_TOO_EARLY: "This can begin on {earliest:day} or later. "
            "What was promised before stays as it was",
            EffectiveReason.ENDS_TOO_EARLY: "The last day can be {earliest:day} or later. "
            "What was promised before stays as it was",
            EffectiveReason.ENDS_BEFORE_IT_BEGINS: "The last day cannot be before the first, {begins:day}",
            EffectiveReason.OVERLAPS_LATER: "Another change begins on {begins:day}. Take that one back first",
            EffectiveReason.OVERLAPS_EARLIER: "Another holds on that day, and ends before {ends:day}. Begin on that "
            "day, or end the other earlier first",
            EffectiveReason.LEAVES_A_GAP: "Nothing would hold before {begins:day}. Begin on {ended:day}",
            EffectiveReason.NOT_HELD: "There is nothing to end on that day",
            EffectiveReason.NOTHING_CHANGED: "It says this already. Nothing was changed",
            EffectiveReason.ALREADY_BEGUN: "It began on {begins:day} and cannot be taken back. Change or end it",
            EffectiveReason.HELD_ON_A_DAY_OVER: "Another held on that day, from {begins:day}, and stays. It can be put "
            "right from today on",
            EffectiveReason.CALENDAR_NEVER_OPENS: "A calendar needs at least 1 day, and an opening time before its "
            "closing time, or neither for day and night",
            EffectiveReason.CALENDAR_UNKNOWN: "The speed “{speed}” needs the calendar {calendar} on that day",
            EffectiveReason.TERM_OUT_OF_RANGE: "Enter a number from 0 to 1,000,000,000",
            EffectiveReason.SPEED_UNKNOWN: "The contract needs the speed {named} on that day: it is a default. "
            "Choose another default first",
            EffectiveReason.PRODUCT_TRACKING_FIXED: "Items of this product are about already, "
            "so it cannot change between numbered and counted",
        },
    ),
    Family(
        DataKind,
        {
            DataKind.CALENDAR: "Calendars",
            DataKind.SPEED: "Speeds",
            DataKind.PRICE: "Activity prices",
            DataKind.CODE: "Code lists",
            DataKind.TERM: "Terms",
            DataKind.AUTHORITY: "Authorities",
        },
    ),
    Family(
        ReferenceReason,
        {
            ReferenceReason.FILE_EMPTY: "{file} is empty",
            ReferenceReason.COLUMN_MISSING: "{file} has no column {column}",
            ReferenceReason.COLUMN_UNKNOWN: "{file} has a column {column} that we do not know",
            ReferenceReason.CELLS_MISCOUNTED: "{file}, line {line}: {value} cells where the first line has {expected}",
            ReferenceReason.NOT_CSV: "{file}, line {line} is not in CSV form: {value}",
            ReferenceReason.VALUE_MISSING: WHERE + "enter a value",
            ReferenceReason.NOT_A_NUMBER: WHERE + "“{value}” is not a number",
            ReferenceReason.OUT_OF_RANGE: WHERE + "“{value}” must be {expected}",
            ReferenceReason.NOT_YES_OR_NO: WHERE + "“{value}” must be yes or no",
            ReferenceReason.NOT_A_TIME: WHERE + "“{value}” must be a time, like 16:30",
            ReferenceReason.NOT_A_CODE: WHERE + "“{value}” must be a code: small letters, numbers and _",
            ReferenceReason.NOT_LISTED: WHERE + "“{value}” must be one of: {expected}",
            ReferenceReason.FLAG_RULE_UNREADABLE: WHERE + "the rule cannot be read at “{expected}”",
            ReferenceReason.CHOICES_UNREADABLE: WHERE + "choices must look like code=Label;code=Label",
            ReferenceReason.DUPLICATE: "{file}, line {line}: “{value}” stands there twice, {expected}",
            ReferenceReason.POINTS_NOWHERE: "{file}, column {column}: “{value}” points to nothing that holds then",
            ReferenceReason.CONTRADICTS: "{file}, column {column}: “{value}” must be: {expected}",
        },
    ),
)
