"""Owns: the special rules of each job category that a machine can keep, as data (authorities.csv, "special_rules").
Refuses: nothing itself; `entering`, `authority` and `releasing` apply them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class TeamReach(StrEnum):
    """Whose orders an authoriser may release."""

    OWN_TEAM = "OWN_TEAM"
    TEAM_KINDS = "TEAM_KINDS"
    ANY_TEAM = "ANY_TEAM"


@dataclass(frozen=True, slots=True)
class AllowedAnswers:
    """A question whose answer must be one of these for the products named by category or size group; without either,
    for every product whose set asks it."""

    question_code: str
    answers: frozenset[str]
    categories: frozenset[str] = frozenset()
    size_groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SpecialRules:
    """What holds for one job category beyond its row. Every default is "no special rule".

    Of the order: `needs_supervisor` a named supervising professional is on it; `supervisor_releases` lines above the
    step are released by that supervisor; `colleague_releases` every line is released by the named registered colleague;
    `enters_only` orders only on another prescriber's word. `free_*`: no second signature. `only_size_groups`: of that
    category, these groups alone. `needs_answers` stop the order, `waits_unless` lets the line wait.
    As authoriser: `spending_only`, `team_reach`, `team_kinds`, `release_categories` (empty: those of the row),
    `records_panel` (who was present, and why), `covers_absence` of any authoriser."""

    needs_supervisor: bool = False
    supervisor_releases: bool = False
    colleague_releases: bool = False
    enters_only: bool = False
    fast_speeds_freely: bool = False
    review_date_on_loans: bool = False
    discharge_only: bool = False
    satellite_only: bool = False
    care_home_only: bool = False
    school_payer: bool = False
    stops_on_flags: bool = False
    address_total: bool = False
    free_bundles: frozenset[str] = frozenset()
    free_size_groups: frozenset[str] = frozenset()
    only_size_groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    needs_answers: tuple[AllowedAnswers, ...] = ()
    waits_unless: tuple[AllowedAnswers, ...] = ()
    spending_only: bool = False
    team_reach: TeamReach = TeamReach.OWN_TEAM
    team_kinds: frozenset[str] = frozenset()
    release_categories: frozenset[str] = frozenset()
    records_panel: bool = False
    covers_absence: bool = False


NO_SPECIAL_RULES = SpecialRules()

_CHILDRENS_TEAMS = frozenset({"childrens_therapy", "childrens_nursing"})
_NURSING_TEAMS = frozenset(
    {"community_nursing", "childrens_nursing", "ward", "end_of_life", "tissue_viability", "continence"}
)
_SOLID_WALLS = frozenset({"brick_or_block", "tiles_on_solid", "stone_or_cob"})
_AGREED = frozenset({"agrees", "best_interests", "parent_agrees"})

# Rules that need no entry: wash and dry seats and safety beds have the panel as their own least step; door sensors and
# tablet dispensers have the clinician. Plans, advice and matrices that only a person can judge stay in words.
SPECIAL_RULES: Mapping[str, SpecialRules] = {
    "ot_senior": SpecialRules(team_reach=TeamReach.OWN_TEAM),
    "ot_assistant": SpecialRules(needs_supervisor=True, supervisor_releases=True),
    "ot_children": SpecialRules(team_reach=TeamReach.TEAM_KINDS, team_kinds=_CHILDRENS_TEAMS, school_payer=True),
    "physio": SpecialRules(
        needs_answers=(AllowedAnswers("handling_plan", frozenset({"yes"}), categories=frozenset({"hoists"})),)
    ),
    "physio_children": SpecialRules(
        needs_answers=(
            AllowedAnswers(
                "standing_agreed",
                frozenset({"both", "therapist_only"}),
                size_groups=frozenset({"child_standing_frame"}),
            ),
        )
    ),
    "therapy_assistant": SpecialRules(needs_supervisor=True),
    "community_nurse": SpecialRules(free_bundles=frozenset({"end_of_life_home"})),
    "district_nurse_lead": SpecialRules(team_reach=TeamReach.OWN_TEAM),
    "tissue_viability_nurse": SpecialRules(
        team_reach=TeamReach.TEAM_KINDS,
        team_kinds=_NURSING_TEAMS,
        release_categories=frozenset({"mattresses", "cushions"}),
    ),
    "hospice_nurse": SpecialRules(fast_speeds_freely=True, review_date_on_loans=True),
    "ward_nurse": SpecialRules(discharge_only=True),
    "discharge_coordinator": SpecialRules(colleague_releases=True),
    "learning_disability_nurse": SpecialRules(needs_answers=(AllowedAnswers("agreed", _AGREED),)),
    "urgent_response_practitioner": SpecialRules(fast_speeds_freely=True),
    "paramedic": SpecialRules(satellite_only=True),
    "podiatrist": SpecialRules(
        only_size_groups={"mattresses": frozenset({"heel_protector"}), "bed_accessories": frozenset()}
    ),
    "moving_handling_adviser": SpecialRules(
        team_reach=TeamReach.ANY_TEAM, release_categories=frozenset({"slings", "transfer_aids"})
    ),
    "trusted_assessor_2": SpecialRules(stops_on_flags=True),
    "trusted_assessor_3": SpecialRules(
        waits_unless=(AllowedAnswers("wall_kind", _SOLID_WALLS, categories=frozenset({"minor_adaptations"})),)
    ),
    "social_worker": SpecialRules(free_size_groups=frozenset({"key_safe"})),
    "telecare_officer": SpecialRules(only_size_groups={"minor_adaptations": frozenset({"key_safe"})}),
    "housing_adaptations_officer": SpecialRules(address_total=True),
    "care_home_assessor": SpecialRules(care_home_only=True),
    "team_manager": SpecialRules(spending_only=True, team_reach=TeamReach.OWN_TEAM),
    "clinical_adviser": SpecialRules(team_reach=TeamReach.ANY_TEAM, covers_absence=True),
    "panel_chair": SpecialRules(team_reach=TeamReach.ANY_TEAM, records_panel=True),
    "service_desk": SpecialRules(enters_only=True),
}


def special_rules(job_category: str) -> SpecialRules:
    """The rules of a job category; none for one that has none."""
    return SPECIAL_RULES.get(job_category, NO_SPECIAL_RULES)
