"""What people would say and measure where a question leaves them free to: four texts, or some numbers, for a question.
Refuses a text for a question that it does not know: an answer that fits nothing is worse than none."""

# By the code of the question, or by its set and its code where sets ask the same of different things. Four each, so
# that a question more or less does not change what chance brings afterwards.
_WORDS: dict[str, tuple[str, str, str, str]] = {
    "what_for": (
        "Sit up, turn and get out with less help", "Wash and dress with one carer instead of two",
        "Move between bed and chair safely", "Rest without pain through the night",
    ),
    "specialist_seating.what_for": (
        "Sit upright for meals without sliding", "Sit out of bed for most of the day",
        "Keep the head up to talk and swallow", "Use both hands at a table",
    ),
    "child_seating.what_for": (
        "Sit at the table with the family", "Play on the floor with both hands free",
        "Eat and drink safely", "Sit up for school work at home",
    ),
    "child_walking.what_for": (
        "Walk from room to room at home", "Walk in the garden with a parent beside",
        "Stand and step for half an hour a day", "Join in at playtime",
    ),
    "reading_aid.what_for": (
        "Read letters and bills alone", "Read the labels on medicines",
        "Read the paper again", "See the dial of the cooker",
    ),
    "communication_aid.what_for": (
        "Tell carers what is wanted", "Answer the telephone to family",
        "Say yes and no clearly to strangers", "Call for help at night",
    ),
    "lifts_from_to": (
        "From bed to chair and back", "From bed to commode and back",
        "From chair to wheelchair and back", "From the floor after a fall, and from bed to chair",
    ),
    "skin_or_pain": (
        "No", "A sore place at the base of the spine: nothing may press there",
        "The left shoulder is painful when lifted", "The backs of both thighs mark easily",
    ),
    "other_ways_tried": (
        "The bedroom is too narrow to turn a mobile hoist", "The floor has steps between bed and bathroom",
        "A gantry was tried and blocks the only way to the door", "The one carer cannot push a mobile hoist on carpet",
    ),
    "sleep_reason": (
        "Climbs out three times a night and falls; this keeps the child in bed",
        "Wakes and wanders; the family sleeps in turns. All should sleep through",
        "Rolls against the wall and bruises; this keeps the child in the middle",
        "Has fits at night and was hurt; this takes the hard edges away",
    ),
    "tried_first_sleep": (
        "A low bed and a mattress on the floor", "A steady bedtime and a stair gate",
        "A door alarm for three months", "Padding on the wall and a sleep diary",
    ),
    "fire_escape_plan": (
        "A parent sleeps next door and carries the child out by the stairs",
        "The opening unzips from outside; both parents were shown",
        "Ground floor: out by the back door with one adult", "The fire service visited and wrote the plan",
    ),
    "safe_place": (
        "On the side wall behind the water butt", "Inside the porch, left of the back door",
        "Beside the meter cupboard, out of sight", "On the garage wall facing the garden",
    ),
    "who_needs_in": (
        "Carers four times a day and the district nurse", "A daughter and the alarm service",
        "Carers in the morning only", "The neighbour and the ambulance service",
    ),
    "rail_place": (
        "Upright, to the right of the front door", "Level, on the long wall beside the bath",
        "Sloping up, to the left of the toilet", "Upright, inside the shower at the tap end",
    ),
    "who_reads": (
        "The heart failure nurses, each weekday morning", "The practice nurse, on Mondays and Thursdays",
        "The community matron, daily before noon", "The virtual ward, twice a day",
    ),
    "tried_first_cleaning": (
        "Long-handled wiper; a carer helps each morning", "Wipes and a bidet bowl; a daughter helps",
        "Two carers clean in bed now", "Nothing else; the person cannot reach alone",
    ),
    "helper_named": (
        "The daughter, each evening", "The key worker at the day centre",
        "The husband, with the therapist's first visit", "Staff of the care home on each shift",
    ),
}  # fmt: skip
# What is measured, in the order in which it is likely; the first that raises no flag is the usual answer. By the code
# of the question where its unit tells too little.
_BY_UNIT: dict[str, tuple[str, ...]] = {
    "kg": ("70", "78", "62", "95", "30", "15", "140"),
    "cm": ("84", "76", "92", "70", "60", "48", "45", "110", "150", "200", "30", "15"),
    "mm": ("52", "45", "58", "230", "110", "320", "20", "800"),
    "weeks": ("12", "6", "26", "4"),
    "hours": ("2", "4", "1", "8"),
    "people": ("1", "2"),
    "years": ("4", "8", "20"),
    "minutes": ("20", "10", "45"),
    "": ("2", "1", "4", "10"),
}
_BY_QUESTION: dict[str, tuple[str, ...]] = {
    "bath_base_width_cm": ("46", "42", "30"),
    "hip_width_cm": ("42", "38", "48"),
    "hours_in_bed": ("12", "10", "20"),
    "hours_sitting": ("8", "6", "12"),
    "lower_leg_cm": ("44", "42", "47"),
    "seat_depth_cm": ("44", "42", "46"),
    "seat_width_cm": ("46", "43", "51"),
    "stair_length_cm": ("360", "320", "400"),
    "thigh_length_cm": ("47", "45", "50"),
    "total_weight_kg": ("150", "120", "190"),
    "under_bed_cm": ("15", "18", "16"),
}


def said_in_words(set_codes: tuple[str, ...], code: str) -> tuple[str, str, str, str]:
    """Texts that answer a question, as the first of these sets asks it."""
    own = (_WORDS[key] for set_code in set_codes if (key := f"{set_code}.{code}") in _WORDS)
    return next(own, None) or _WORDS[code]


def measured(code: str, unit: str) -> tuple[str, ...]:
    """Numbers that answer a question."""
    return _BY_QUESTION.get(code) or _BY_UNIT.get(unit, _BY_UNIT[""])
