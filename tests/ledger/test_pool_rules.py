"""What partners pay into a pool, what of it is late, and on whom a difference falls: worked examples, to the penny."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handrail.ledger.codes import AccountKind, EntryKind, RiskRule
from handrail.ledger.rules.entries import Occasion
from handrail.ledger.rules.pool import (
    Amount,
    Instalment,
    PaysIn,
    Standing,
    Uplift,
    amount,
    as_paid,
    instalments,
    part_of,
    reasons_against_year,
    received,
)
from handrail.ledger.rules.risk import Fallen, InPool, RiskTerms, falls_on, reasons_against_agreement
from handrail.ledger.rules.shares import WHOLE

COUNCIL, NHS = UUID(int=1), UUID(int=2)
# The real pool: £2,421,213 (51.4%) and £2,286,844 (48.6%), £4,708,057 in all.
PARTNERS = {COUNCIL: InPool(514_000, 242_121_300), NHS: InPool(486_000, 228_684_400)}
USED = {COUNCIL: InPool(514_000, 242_121_300, 300_000_00), NHS: InPool(486_000, 228_684_400, 100_000_00)}
APRIL, JULY = date(2026, 4, 1), date(2026, 7, 1)
NONE = Uplift(0, "")


def fallen(over: int, rule: RiskRule, parts: int = 0, partners: Mapping[UUID, InPool] = PARTNERS) -> Fallen | None:
    return falls_on(over, RiskTerms(rule, parts), COUNCIL, partners)


def test_a_contribution_goes_up_by_both_uplifts_of_its_base() -> None:
    paid = amount(228_684_400, Uplift(31_000, "Prices"), Uplift(14_000, "More people"))
    # 3.1% of £2,286,844.00 are £70,892.164, and 1.4% are £32,015.816.
    assert paid == Amount(228_684_400, 7_089_216, 3_201_582)
    assert paid.pence == 238_975_198
    assert amount(100_01, Uplift(-500_000, "Fewer"), NONE).pence == 50_01


def test_half_a_penny_goes_up() -> None:
    assert (part_of(1, 500_000), part_of(1, 499_999), part_of(-1, 500_000)) == (1, 0, 0)


def test_instalments_are_all_of_it_and_odd_pennies_come_first() -> None:
    assert instalments(100_01, (APRIL, JULY)) == ((APRIL, 50_01), (JULY, 50_00))


def test_what_came_covers_the_oldest_instalments_of_its_partner() -> None:
    owed = [
        Instalment(partner, day, 100_00)
        for partner in (COUNCIL, NHS)
        for day in (APRIL, JULY, date(2026, 10, 1), date(2027, 1, 1))
    ]
    stand = as_paid(owed, {COUNCIL: 250_00}, today=date(2026, 10, 1))
    of_council = [one for one in stand if one.partner_id == COUNCIL]
    assert [(one.paid_pence, one.missing_pence, one.standing) for one in of_council] == [
        (100_00, 0, Standing.PAID),
        (100_00, 0, Standing.PAID),
        (50_00, 50_00, Standing.DUE),
        (0, 100_00, Standing.DUE),
    ]
    of_nhs = [one.standing for one in stand if one.partner_id == NHS]
    assert of_nhs == [Standing.LATE, Standing.LATE, Standing.DUE, Standing.DUE]


def test_what_a_partner_paid_lies_with_the_host_for_the_pool() -> None:
    share_set = UUID(int=9)
    entry = received(Occasion(UUID(int=3), "received", APRIL), 605_303_25, share_set)
    assert (entry.kind, entry.happened_on, entry.price.pence) == (EntryKind.RECEIVED, APRIL, 605_303_25)
    assert [(p.kind, p.share_set_id, p.amount_pence) for p in entry.postings] == [
        (AccountKind.HOST, None, 605_303_25),
        (AccountKind.CONTRIBUTED, share_set, -605_303_25),
    ]


def test_by_contribution_an_overspend_is_shared_to_the_penny() -> None:
    assert fallen(47_080_57, RiskRule.BY_CONTRIBUTION) == Fallen({COUNCIL: 24_199_41, NHS: 22_881_16})
    assert fallen(-1, RiskRule.BY_CONTRIBUTION) == Fallen({COUNCIL: -1, NHS: 0})


def test_by_use_it_follows_what_was_used_and_waits_until_that_is_measured() -> None:
    assert fallen(100_01, RiskRule.BY_USE, partners=USED) == Fallen({COUNCIL: 75_01, NHS: 25_00})
    assert fallen(100_01, RiskRule.BY_USE) is None


def test_a_capped_overspend_above_the_cap_is_the_hosts() -> None:
    # 5% of what the board pays in are £114,342.20; its share of £1,000,000 would be £486,000.
    assert fallen(1_000_000_00, RiskRule.CAPPED, 50_000) == Fallen({COUNCIL: 885_657_80, NHS: 114_342_20})
    assert fallen(100_00, RiskRule.CAPPED, 50_000) == Fallen({COUNCIL: 51_40, NHS: 48_60})
    assert fallen(-1_000_000_00, RiskRule.CAPPED, 50_000) == Fallen({COUNCIL: -514_000_00, NHS: -486_000_00})


def test_within_the_band_a_difference_stays_in_the_pool() -> None:
    # 1% of £4,708,057.00 are £47,080.57.
    assert fallen(47_080_57, RiskRule.BAND, 10_000) == Fallen({COUNCIL: 0, NHS: 0}, 47_080_57)
    assert fallen(47_180_57, RiskRule.BAND, 10_000) == Fallen({COUNCIL: 51_40, NHS: 48_60}, 47_080_57)
    assert fallen(-47_180_57, RiskRule.BAND, 10_000) == Fallen({COUNCIL: -51_40, NHS: -48_60}, -47_080_57)


def test_without_a_rule_it_is_the_hosts() -> None:
    assert fallen(100_00, RiskRule.NONE) == Fallen({COUNCIL: 100_00, NHS: 0})


@given(some.integers(-(10**12), 10**12), some.sampled_from(RiskRule), some.integers(1, WHOLE))
def test_whatever_the_rule_nothing_is_lost(over: int, rule: RiskRule, parts: int) -> None:
    found = fallen(over, rule, parts, USED)
    assert found is not None
    assert sum(found.by_partner.values()) + found.kept_pence == over


def test_what_is_wrong_with_a_year_is_all_named() -> None:
    wrong = reasons_against_year(
        [PaysIn(COUNCIL, -1, 514_000, (JULY, APRIL), 5), PaysIn(NHS, 0, 480_000, ())],
        Uplift(600_000, "Prices"),
        Uplift(1, " "),
    )
    assert [(str(reason.code), reason.field) for reason in wrong] == [
        ("SHARES_NOT_WHOLE", "shares"),
        ("CONTRIBUTION_BELOW_ZERO", "contributions.0.base_pence"),
        ("INSTALMENTS_OUT_OF_ORDER", "contributions.0.due_on"),
        ("CONTRIBUTION_WITHOUT_INSTALMENTS", "contributions.1.due_on"),
        ("USE_NAMED_FOR_SOME_PARTNERS_ONLY", "contributions"),
        ("UPLIFT_TOO_LARGE", "inflation.parts"),
        ("UPLIFT_WITHOUT_BASIS", "demand.basis"),
    ]
    nothing = [PaysIn(COUNCIL, 0, 514_000, (APRIL,), -1), PaysIn(NHS, 0, 486_000, (APRIL,), 1)]
    assert [(str(reason.code), reason.field) for reason in reasons_against_year(nothing, NONE, NONE)] == [
        ("CONTRIBUTION_BELOW_ZERO", "contributions.0.use_pence"),
        ("NOTHING_IS_CONTRIBUTED", "contributions"),
    ]
    good = [PaysIn(COUNCIL, 1, 514_000, (APRIL, JULY)), PaysIn(NHS, 0, 486_000, (APRIL,))]
    assert list(reasons_against_year(good, NONE, NONE)) == []


@pytest.mark.parametrize(
    ("risk", "host", "ends", "review", "codes"),
    [
        (RiskTerms(RiskRule.CAPPED, 50_000), COUNCIL, JULY, JULY, []),
        (RiskTerms(RiskRule.NONE), COUNCIL, JULY, APRIL, []),
        (RiskTerms(RiskRule.BAND), COUNCIL, JULY, JULY, ["RISK_RULE_WITH_WRONG_PARTS"]),
        (RiskTerms(RiskRule.NONE, 1), COUNCIL, JULY, JULY, ["RISK_RULE_WITH_WRONG_PARTS"]),
        (RiskTerms(RiskRule.NONE), UUID(int=3), JULY, JULY, ["HOST_IS_NOT_A_PARTNER_OF_THE_POOL"]),
        (RiskTerms(RiskRule.NONE), COUNCIL, APRIL, APRIL, ["AGREEMENT_ENDS_BEFORE_IT_BEGINS"]),
        (RiskTerms(RiskRule.NONE), COUNCIL, JULY, date(2026, 7, 2), ["REVIEW_OUTSIDE_THE_AGREEMENT"]),
    ],
)
def test_what_is_wrong_with_an_agreement_is_named(
    risk: RiskTerms, host: UUID, ends: date, review: date, codes: list[str]
) -> None:
    found = reasons_against_agreement(
        risk, host_id=host, partners=frozenset(PARTNERS), from_on=APRIL, ends_on=ends, review_on=review
    )
    assert [str(reason.code) for reason in found] == codes
