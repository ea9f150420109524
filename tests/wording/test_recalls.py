"""What a recall touches is told without what there is none of."""

from handrail.wording.recalls import recall_in_words

NONE = dict.fromkeys(("stores", "lines", "vans", "homes", "fitted", "given", "people"), 0)


def test_what_there_is_none_of_is_not_named() -> None:
    some = NONE | {"stores": 1, "lines": 1, "homes": 3, "fitted": 2, "people": 2}
    assert recall_in_words(some) == (
        "1 thing in stores is set apart.", "1 order line waits for another.",
        "3 things are at home with 2 people, 2 fitted there.",
    )  # fmt: skip
    assert recall_in_words(NONE) == ("There is none of it in stores, on vans or in homes.",)
