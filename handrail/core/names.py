"""Names as they are compared and searched: without accents, hyphens, apostrophes and the ways of writing Mac.
Refuses to be shown: people see the name as they gave it."""

import re
import unicodedata
from functools import cache
from typing import Final

# Letters that Unicode does not take apart into a plain one and an accent.
_PLAIN_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_APOSTROPHES: Final = re.compile("['’‘ʼ`´]")
_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "lady", "dame"})
# Names said for one another, each row one person's names. Compared after `name_keys`.
_NICKNAMES: Final = (
    "abigail abi abby gail",
    "albert al bert bertie",
    "alexander alex alec sandy xander",
    "alexandra alex sandra alexa",
    "alfred alf alfie fred",
    "andrew andy drew",
    "ann anne anna annie nan nancy",
    "anthony antony tony",
    "arthur art artie",
    "barbara barb babs barbie",
    "benjamin ben benny",
    "bernard bernie",
    "caroline carol carrie",
    "catherine katherine kathryn cathy kathy kate katie kath kitty kay",
    "charles charlie chas chuck",
    "charlotte lottie charlie",
    "christina chris tina christine chrissie",
    "christopher chris kit",
    "daniel dan danny",
    "david dave davy dai",
    "deborah debra deb debbie",
    "derek del derrick",
    "donald don donny",
    "dorothy dot dolly dottie dora thea",
    "edward ed eddie ted teddy ned",
    "eleanor ellen nell nellie ellie nora",
    "elizabeth elisabeth liz lizzie beth betty bess bessie betsy eliza elsie lisa libby",
    "emily em emmie millie",
    "ernest ernie",
    "florence flo florrie flossie",
    "frances fran fanny francie",
    "francis frank fran",
    "frederick fred freddie freddy",
    "geoffrey jeffrey geoff jeff",
    "george georgie",
    "gerald gerry jerry",
    "gertrude gert gertie trudy",
    "gillian jill gill",
    "gwendoline gwen gwenda gwendolen",
    "harold harry hal",
    "helen nell nellie lena",
    "henry harry hal hank",
    "irene rene renie",
    "isabel isabella isobel bella izzy bel",
    "jacqueline jackie jacqui",
    "james jim jimmy jamie jem",
    "jane janet janey jenny",
    "jean jeannie jeanette",
    "jennifer jen jenny jenni",
    "jessica jess jessie",
    "joan joanie joanna",
    "joanne jo joanna",
    "john jack johnny jon jock ian",
    "jonathan jon jonny",
    "joseph joe joey",
    "josephine jo josie",
    "joshua josh",
    "judith judy jude",
    "kenneth ken kenny",
    "lawrence laurence larry laurie",
    "leonard len lenny leo",
    "leslie lesley les",
    "lewis louis lou lew",
    "louise lou lulu",
    "lilian lillian lily lil",
    "margaret maggie meg peggy peg madge marge margie margery greta rita daisy mags",
    "martha mattie patty",
    "mary molly polly may mamie maria marie",
    "matthew matt",
    "maureen mo",
    "michael mike mick mickey micky",
    "mohammed muhammad mohamed mohammad muhammed mohamad muhamad md mo",
    "nicholas nick nicky nicolas",
    "nicola nicky nikki",
    "oliver ollie",
    "pamela pam",
    "patricia pat patsy patti trish tricia",
    "patrick pat paddy",
    "peter pete",
    "philip phillip phil pip",
    "raymond ray",
    "rebecca becky becca",
    "richard dick rick ricky rich richie",
    "robert bob bobby rob robbie bert",
    "roger rodge",
    "ronald ron ronnie",
    "rosemary rose rosie",
    "samuel sam sammy",
    "samantha sam",
    "sarah sara sally sadie",
    "sidney sid sydney",
    "stanley stan",
    "stephen steven steve",
    "susan sue susie suzanne susannah",
    "sylvia syl",
    "terence terry",
    "theresa teresa terry tess tessa",
    "thomas tom tommy",
    "timothy tim",
    "valerie val",
    "veronica ron ronnie nicky",
    "victor vic",
    "victoria vicky vikki tori",
    "vincent vince",
    "violet vi",
    "walter wally walt",
    "wilfred wilf",
    "william bill billy will willie liam",
    "winifred win winnie freda",
    "zachary zach zak",
)
# The letters of one digit of Soundex sound alike (United States National Archives, "The Soundex Indexing System").
_SOUNDS: Final = {
    letter: digit
    for digit, letters in {"1": "bfpv", "2": "cgjkqsxz", "3": "dt", "4": "l", "5": "mn", "6": "r"}.items()
    for letter in letters
}


def name_keys(name: str) -> tuple[str, ...]:
    """The parts of a name as they are searched: small letters without accents, in order, then the whole joined when
    it has several. O'Brien is obrien, MacDonald and McDonald are mcdonald, titles are left out unless they are all.

    >>> name_keys("Mrs Zoë O’Brien-MacDonald")
    ('zoe', 'obrien', 'mcdonald', 'zoeobrienmcdonald')"""
    parts = _parts(name)
    return (*parts, "".join(parts)) if len(parts) > 1 else parts


def joined_name(name: str) -> str:
    """All of a name in one key, so that "Ann Marie", "Ann-Marie" and "Annmarie" are the same."""
    return "".join(_parts(name))


def are_nicknames(one: str, other: str) -> bool:
    """Whether two keys of given names are said for one another, such as peggy and margaret, or peggy and maggie."""
    groups = _nickname_groups()
    return not groups.get(one, frozenset()).isdisjoint(groups.get(other, frozenset()))


def is_slip_of(one: str, other: str) -> bool:
    """Whether two keys differ as a slip of the finger makes them: one letter more, less, other, or two changed over.

    Names of fewer than four letters are too near to each other to tell. Names of nine or more may have two slips."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 4 or one == other:
        return False
    allowed = 2 if len(shorter) >= 9 else 1
    return len(longer) - len(shorter) <= allowed and _slips_between(shorter, longer) <= allowed


def sound_of(key: str) -> str:
    """The Soundex code of a name's key, such as s530 for smith and smyth; empty where it has no plain letters."""
    letters = [letter for letter in key if "a" <= letter <= "z"]
    if not letters:
        return ""
    code, last = letters[0], _SOUNDS.get(letters[0], "")
    for letter in letters[1:]:
        sound = _SOUNDS.get(letter, "")
        if sound and sound != last:
            code += sound
        # H and W do not part two letters of one sound; vowels do.
        if letter not in "hw":
            last = sound
    return f"{code:0<4}"[:4]


def _parts(name: str) -> tuple[str, ...]:
    # Apostrophes first: NFKD would take the acute one apart, into a blank and an accent.
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name)).casefold()
    letters = (letter for letter in unicodedata.normalize("NFKD", decomposed) if not unicodedata.combining(letter))
    found = re.findall(r"[^\W_]+", "".join(letters).translate(_PLAIN_LETTERS))
    untitled = [part for part in found if part not in _TITLES] or found
    return tuple(f"mc{part[3:]}" if part.startswith("mac") else part for part in untitled)


@cache
def _nickname_groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, row in enumerate(_NICKNAMES):
        for name in row.split():
            groups.setdefault(name_keys(name)[0], set()).add(number)
    return {name: frozenset(numbers) for name, numbers in groups.items()}


def _slips_between(one: str, other: str) -> int:
    """Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        this = [row]
        for column, counterpart in enumerate(other, start=1):
            cost = min(last[column] + 1, this[-1] + 1, last[column - 1] + (letter != counterpart))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == counterpart:
                cost = min(cost, before[column - 2] + 1)
            this.append(cost)
        before, last = last, this
    return last[-1]
