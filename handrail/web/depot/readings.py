"""Readings of electrical tests in words.
Refuses nothing: a reading without words is shown by its name."""

READINGS = {
    "insulation_megaohm": ("insulation", "megaohm"),
    "earth_continuity_ohm": ("earth continuity (unless double insulated)", "ohm"),
    "leakage_milliamp": ("leakage", "milliamp"),
}


def reading_in_words(name: str, value: object) -> str:
    """A reading as one reads it: "leakage 0.4 milliamp"."""
    what, unit = READINGS.get(name, (name.replace("_", " "), ""))
    return f"{what.partition(' (')[0]} {value} {unit}".strip()
