"""The languages that people are asked about, by their ISO 639 codes, and their names in English.
Refuses nothing: a code that came from another system is shown as it is."""

LANGUAGES = (
    ("en", "English"),
    ("bfi", "British Sign Language"),
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("yue", "Cantonese"),
    ("fr", "French"),
    ("gu", "Gujarati"),
    ("lt", "Lithuanian"),
    ("pa", "Panjabi"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("so", "Somali"),
    ("es", "Spanish"),
    ("ur", "Urdu"),
    ("uk", "Ukrainian"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
)


def language_name(code: str) -> str:
    """`pl` as "Polish"; a code that is not listed as it is."""
    return dict(LANGUAGES).get(code, code)


def interpreter_needed(code: str) -> str:
    """What a person's page says to whoever will speak with them."""
    return f"Interpreter needed ({language_name(code)})" if code else "Interpreter needed"
