"""Words for what is wrong with something typed or scanned: NHS numbers, postcodes, money, texts, codes.
Refuses nothing; see `wording.say`. `field` is the label of the box."""

from handrail.core.map_pins import PinProblem
from handrail.core.money import MoneyProblem
from handrail.core.nhs_number import NhsNumberProblem
from handrail.core.postcodes import PostcodeProblem
from handrail.core.scan_codes import ScanProblem
from handrail.core.text_guard import TextProblem
from handrail.wording.family import Family

FAMILIES = (
    Family(
        NhsNumberProblem,
        {
            NhsNumberProblem.EMPTY: "Enter the NHS number",
            NhsNumberProblem.NOT_DIGITS: "NHS number must be 10 numbers, with no letters",
            NhsNumberProblem.WRONG_LENGTH: "NHS number must be 10 numbers, like 999 123 4551",
            NhsNumberProblem.WRONG_CHECK_DIGIT: "This is not an NHS number. Check for a wrong or swapped number",
            NhsNumberProblem.NOT_ISSUED: "NHS numbers do not begin like this. Check the first 3 numbers",
            NhsNumberProblem.TEST_NOT_ALLOWED: "This is a test number. Enter the person's own NHS number",
            NhsNumberProblem.ONLY_TEST_ALLOWED: "This is a demo. Use a test NHS number, which begins with 999",
        },
    ),
    Family(
        PostcodeProblem,
        {
            PostcodeProblem.EMPTY: "Enter the postcode",
            PostcodeProblem.IMPOSSIBLE: "Enter a full UK postcode, like ME10 2AB",
        },
    ),
    Family(
        PinProblem,
        {
            PinProblem.NOT_READ: "Place on the map must be two numbers, like 52.3306, -0.1866, a link copied from a "
            "map, or a grid reference, like TL 236 718",
            PinProblem.LINK_WITHOUT_PLACE: "This link does not say where the place is. Open it, and copy the two "
            "numbers or the address of the page that it leads to",
            PinProblem.NOT_ON_EARTH: "These numbers are not a place. The first is from -90 to 90, the second from "
            "-180 to 180",
            PinProblem.NO_SUCH_SQUARE: "No grid reference begins with these two letters. Check them",
            PinProblem.GRID_TOO_SHORT: "This grid reference is too short to find a door. It needs 6 figures or "
            "more, like TL 236 718",
            PinProblem.GRID_UNEVEN: "A grid reference has as many figures in its first half as in its second. "
            "Check for a missing one",
        },
    ),
    Family(
        MoneyProblem,
        {
            MoneyProblem.EMPTY: "Enter the amount",
            MoneyProblem.NOT_AN_AMOUNT: "{field} must be an amount of money, like 45, 45.50 or 1,250. "
            "Write a point before the pence, and a comma only between thousands",
            MoneyProblem.PART_OF_A_PENNY: "{field} must have 2 decimal places or fewer",
            MoneyProblem.NEGATIVE: "{field} must be £0.00 or more",
            MoneyProblem.TOO_LARGE: "{field} must be {most} or less",
            MoneyProblem.CURRENCY_SIGN: "{field} has a currency sign. Leave it out",
            MoneyProblem.DECIMAL_COMMA: "{field} has a comma for the pence. Write a point before them",
        },
    ),
    Family(
        TextProblem,
        {TextProblem.EMPTY: "Enter something here", TextProblem.TOO_LONG: "{field} is too long. Shorten it"},
    ),
    Family(
        ScanProblem,
        {
            ScanProblem.EMPTY: "Scan or type a code",
            ScanProblem.TOO_LONG: "This code is too long. Scan it again",
            ScanProblem.NOT_A_CODE: "We cannot read this code. Scan it again or type the number on the label",
            ScanProblem.BROKEN_GS1: "Part of this barcode was lost. Scan it again",
            ScanProblem.WRONG_CHECK_DIGIT: "A number in this code is wrong. Scan it again or check what you typed",
            ScanProblem.FOREIGN_ADDRESS: "This code opens another website. Scan the label with the item's own number",
        },
    ),
)
