"""Each use case of the pool manager: its situation, what it writes, and who of two wins."""

from datetime import date
from itertools import count

from handrail.ledger.models import FundingRule
from handrail.simulation.set_up import County
from handrail.usecases.agree_contributions import YearAgreed, agree_contributions
from handrail.usecases.change_bands import change_bands, withdraw_bands
from handrail.usecases.change_credit_terms import change_credit_terms, withdraw_credit_terms
from handrail.usecases.change_funder import change_funder
from handrail.usecases.change_gain_share import change_gain_share, withdraw_gain_share
from handrail.usecases.change_kpi_terms import change_kpi_terms, withdraw_kpi_terms
from handrail.usecases.change_payers import add_fund, change_payers, change_shares, withdraw_payers
from handrail.usecases.change_price_list import change_price_list, withdraw_price_list
from handrail.usecases.change_rentals import change_rentals, withdraw_rentals
from handrail.usecases.change_system_cost import change_unit_costs, withdraw_unit_costs
from handrail.usecases.change_vat_terms import change_vat_terms, withdraw_vat_terms
from handrail.usecases.charge_management_fee import charge_management_fee
from handrail.usecases.charge_rentals import charge_rentals
from handrail.usecases.close_month import MonthToClose, close_month
from handrail.usecases.correct_posting import correct_posting
from handrail.usecases.keep_agreement import NewAgreement, Variation, record_agreement, vary_agreement
from handrail.usecases.keep_contract import decide_extension, record_contract_variation, record_extension
from handrail.usecases.record_meeting import MeetingHeld, record_meeting
from handrail.usecases.record_receipt import ReceiptCorrection, correct_receipt, record_receipt
from handrail.usecases.remind_of_extensions import remind_of_extensions
from handrail.usecases.set_budget import set_budget
from handrail.usecases.settle_bands import settle_bands
from handrail.usecases.settle_gain_share import settle_gain_share
from handrail.usecases.settle_suspense import settle_suspense
from tests.ledger.test_lines import begin_rules_again, end_rules
from tests.situations import call_as
from tests.spending.budgeting import budget_of
from tests.stock_situations import columns
from tests.usecases.correcting import charge_to_correct, funder_to_change
from tests.usecases.pooling import (
    NEXT_YEAR,
    agreed_pool,
    paid,
    pool,
    pool_without_agreement,
    receipt_of,
    terms,
    year_agreed,
)
from tests.usecases.terms import (
    banded_before,
    coming_bands,
    coming_credit,
    coming_kpi,
    coming_payers,
    coming_prices,
    coming_rentals,
    coming_target,
    coming_unit_costs,
    coming_vat,
    extension_to_decide,
    extension_to_remind_of,
    new_fund,
    next_bands,
    next_credit,
    next_extension,
    next_kpi,
    next_payers,
    next_prices,
    next_rentals,
    next_shares,
    next_target,
    next_unit_costs,
    next_vat,
    rented_before,
    targeted_before,
    variation_made,
)
from tests.usecases.tried.case import Case
from tests.visiting import a_stop, handed, received, recorded

SHOWN = "usecases/test_pools.py::test_"
BANDED = "usecases/test_bands.py::test_"
VAT = "usecases/test_vat_terms.py::test_"
TARGETED = "usecases/test_gain_share.py::test_"
KPI = "usecases/test_kpi_terms.py::test_"
RENTED = "usecases/test_rentals.py::test_"
SYSTEM_COST = "usecases/test_system_cost.py::test_"
TERMS = "usecases/test_terms.py::test_"
PAYERS = "usecases/test_payers.py::test_"
CONTRACT = "usecases/test_keep_contract.py::test_"
CORRECTED = "usecases/test_corrections.py::test_"
POSTED = "ledger_balance ledger_entry ledger_posting ledger_receipt"
_day = count(1)
# Before all entries, and in order, whichever situation comes first.
_month = count(1)


def agreement(county: County) -> NewAgreement:
    return NewAgreement(pool_without_agreement(county), terms(county))


def variation(county: County) -> Variation:
    return Variation(
        agreed_pool(county), terms(county, from_on=NEXT_YEAR, review_on=NEXT_YEAR), "The review comes later"
    )


def other_shares(county: County) -> YearAgreed:
    return year_agreed(county, agreed_pool(county), 500_000, 500_000)


def correction(county: County) -> ReceiptCorrection:
    return ReceiptCorrection(receipt_of(county), 100, "Typed wrong")


def meeting(county: County) -> MeetingHeld:
    return MeetingHeld(pool(county), date(2026, 2, next(_day)), "Nothing")


def in_suspense(county: County) -> None:
    """A delivery that no fund paid for, and the rules that name one again."""
    stop = a_stop(county, "MAT-012")
    rules = columns(county.scopes["admin"], FundingRule, "id", "until_on", from_on__lt=date(2025, 4, 2))
    end_rules(call_as(county.scopes["admin"]))
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    ends = {str(rule_id): until_on for rule_id, until_on in rules}
    begin_rules_again(call_as(county.scopes["admin"]), ends=ends)


CASES = {
    "record_agreement": Case(
        record_agreement, agreement, "money", "ledger_agreement", refused="AGREEMENT_ALREADY_RECORDED",
        shown=f"{SHOWN}an_agreement_is_recorded_once_and_varied_by_rows_that_stay",
    ),
    "vary_agreement": Case(
        vary_agreement, variation, "money", "ledger_agreement", refused="VARIATION_BEFORE_THE_LAST",
        shown=f"{SHOWN}an_agreement_is_recorded_once_and_varied_by_rows_that_stay",
    ),
    "agree_contributions": Case(
        agree_contributions, other_shares, "money",
        "core_laiddown ledger_account ledger_contribution ledger_instalment ledger_poolyear ledger_share "
        "ledger_shareset",
        refused="POOL_TEXT_MISSING", shown=f"{SHOWN}a_year_is_agreed_with_its_uplifts_and_instalments",
    ),
    "set_budget": Case(
        # More than any team uses here: nobody is told when use is counted.
        set_budget, lambda county: budget_of(county, pence=100_000_000), "money", "spending_teambudget",
        both_may="the second is a further version of the same budget",
        shown="spending/test_budgets.py::test_a_budget_is_set_and_set_anew",
    ),
    "record_receipt": Case(
        record_receipt, paid, "money", POSTED, refused="RECEIPT_ALREADY_RECORDED",
        shown=f"{SHOWN}a_receipt_is_posted_once",
    ),
    "correct_receipt": Case(
        correct_receipt, correction, "money", POSTED, refused="RECEIPT_ALREADY_CORRECTED",
        shown=f"{SHOWN}a_wrong_receipt_is_turned_round_by_an_entry_that_names_it",
    ),
    "change_funder": Case(
        change_funder, funder_to_change, "money",
        "ledger_balance ledger_entry ledger_posting loans_loan orders_fundingchange orders_orderline",
        refused="PAYER_IS_THE_SAME", shown=f"{CORRECTED}others_pay_for_what_was_delivered_and_its_credit_follows",
    ),
    "correct_posting": Case(
        correct_posting, charge_to_correct, "money", "ledger_balance ledger_entry ledger_posting",
        refused="ENTRY_STANDS_NO_MORE", shown=f"{CORRECTED}an_activity_is_put_right_and_may_be_again",
    ),
    "close_month": Case(
        close_month, lambda _: MonthToClose(date(2024, next(_month), 1)), "money", "ledger_closedmonth",
        refused="MONTH_IS_CLOSED_ALREADY", shown=f"{SHOWN}a_month_is_closed_once_and_in_order",
    ),
    "change_credit_terms": Case(
        change_credit_terms, next_credit, "money", "core_laiddown ledger_creditterm",
        refused="DATA_OVERLAPS_LATER",
        shown=f"{TERMS}credit_terms_take_the_place_of_others_from_a_day_and_can_be_taken_back_before_it",
    ),
    "withdraw_credit_terms": Case(
        withdraw_credit_terms, coming_credit, "money", "core_laiddown ledger_creditterm", refused="DATA_NOT_HELD",
        shown=f"{TERMS}credit_terms_take_the_place_of_others_from_a_day_and_can_be_taken_back_before_it",
    ),
    "change_unit_costs": Case(
        change_unit_costs, next_unit_costs, "money", "core_laiddown ledger_unitcost", refused="DATA_OVERLAPS_LATER",
        shown=f"{SYSTEM_COST}unit_costs_take_the_place_of_others_from_a_day_and_can_be_taken_back_before_it",
    ),
    "withdraw_unit_costs": Case(
        withdraw_unit_costs, coming_unit_costs, "money", "core_laiddown ledger_unitcost", refused="DATA_NOT_HELD",
        shown=f"{SYSTEM_COST}unit_costs_take_the_place_of_others_from_a_day_and_can_be_taken_back_before_it",
    ),
    "change_kpi_terms": Case(
        change_kpi_terms, next_kpi, "money", "core_laiddown ledger_kpiterm", refused="DATA_NOTHING_CHANGED",
        shown=f"{KPI}what_is_promised_changes_from_a_day_and_can_be_taken_back_before_it",
    ),
    "withdraw_kpi_terms": Case(
        withdraw_kpi_terms, coming_kpi, "money", "core_laiddown ledger_kpiterm", refused="DATA_NOT_HELD",
        shown=f"{KPI}what_is_promised_changes_from_a_day_and_can_be_taken_back_before_it",
    ),
    "change_rentals": Case(
        change_rentals, next_rentals, "money", "core_laiddown ledger_rental", refused="DATA_OVERLAPS_LATER",
        shown=f"{RENTED}what_is_rented_changes_from_a_day_and_can_be_taken_back_before_it",
    ),
    "withdraw_rentals": Case(
        withdraw_rentals, coming_rentals, "money", "core_laiddown ledger_rental", refused="DATA_NOT_HELD",
        shown=f"{RENTED}what_is_rented_changes_from_a_day_and_can_be_taken_back_before_it",
    ),
    "charge_rentals": Case(
        charge_rentals, rented_before, "system", "ledger_chargedmonth",
        both_may="the cause of each is its month and loan: who comes second posts nothing",
        shown=f"{RENTED}each_month_is_charged_once_from_the_delivery_to_the_collection",
    ),
    "change_bands": Case(
        change_bands, next_bands, "money", "core_laiddown ledger_band", refused="DATA_OVERLAPS_LATER",
        shown=f"{BANDED}bands_change_from_a_day_and_can_be_taken_back_before_it",
    ),
    "withdraw_bands": Case(
        withdraw_bands, coming_bands, "money", "core_laiddown ledger_band", refused="DATA_NOT_HELD",
        shown=f"{BANDED}bands_change_from_a_day_and_can_be_taken_back_before_it",
    ),
    "settle_bands": Case(
        settle_bands, banded_before, "system", "ledger_chargedmonth",
        both_may="the cause of each is its month, year and activity: who comes second posts nothing",
        shown=f"{BANDED}what_is_beyond_so_many_in_a_year_comes_back_once_a_month_to_those_who_bore_it",
    ),
    "change_vat_terms": Case(
        change_vat_terms, next_vat, "money", "core_laiddown ledger_vatterm", refused="DATA_OVERLAPS_LATER",
        shown=f"{VAT}terms_change_from_a_day_and_can_be_taken_back_before_it",
    ),
    "withdraw_vat_terms": Case(
        withdraw_vat_terms, coming_vat, "money", "core_laiddown ledger_vatterm", refused="DATA_NOT_HELD",
        shown=f"{VAT}terms_change_from_a_day_and_can_be_taken_back_before_it",
    ),
    "change_gain_share": Case(
        change_gain_share, next_target, "money", "core_laiddown ledger_gainshare", refused="DATA_OVERLAPS_LATER",
        shown=f"{TARGETED}a_target_changes_from_a_day_and_can_be_taken_back_before_it",
    ),
    "withdraw_gain_share": Case(
        withdraw_gain_share, coming_target, "money", "core_laiddown ledger_gainshare", refused="DATA_NOT_HELD",
        shown=f"{TARGETED}a_target_changes_from_a_day_and_can_be_taken_back_before_it",
    ),
    "settle_gain_share": Case(
        settle_gain_share, targeted_before, "system", "ledger_chargedmonth",
        both_may="they hold its terms, so who comes second finds no month that is due",
        shown=f"{TARGETED}a_year_is_settled_once_and_put_right_by_what_comes_late",
    ),
    "change_payers": Case(
        change_payers, next_payers, "money", "core_laiddown ledger_fundingrule", refused="DATA_OVERLAPS_LATER",
        shown=f"{PAYERS}rules_of_who_pays_take_the_place_of_others_and_can_be_taken_back",
    ),
    "withdraw_payers": Case(
        withdraw_payers, coming_payers, "money", "core_laiddown ledger_fundingrule", refused="DATA_NOT_HELD",
        shown=f"{PAYERS}rules_of_who_pays_take_the_place_of_others_and_can_be_taken_back",
    ),
    "change_shares": Case(
        change_shares, next_shares, "money", "core_laiddown ledger_account ledger_share ledger_shareset",
        refused="DATA_OVERLAPS_LATER", shown=f"{PAYERS}shares_of_a_fund_without_an_agreement_change_from_a_day",
    ),
    "add_fund": Case(
        add_fund, new_fund, "money", "core_laiddown ledger_account ledger_fund ledger_share ledger_shareset",
        refused="FUND_CODE_TAKEN", shown=f"{PAYERS}a_fund_is_added_and_pays_once_a_rule_names_it",
    ),
    "change_price_list": Case(
        change_price_list, next_prices, "money", "core_laiddown partners_activityprice",
        refused="DATA_NOTHING_CHANGED", shown=f"{TERMS}prices_change_from_a_day_and_can_be_taken_back_before_it",
    ),
    "withdraw_price_list": Case(
        withdraw_price_list, coming_prices, "money", "core_laiddown partners_activityprice", refused="DATA_NOT_HELD",
        shown=f"{TERMS}prices_change_from_a_day_and_can_be_taken_back_before_it",
    ),
    "record_extension": Case(
        record_extension, next_extension, "money", "ledger_extension", refused="EXTENSION_DOES_NOT_FOLLOW",
        shown=f"{CONTRACT}an_extension_follows_and_is_decided_once",
    ),
    "decide_extension": Case(
        decide_extension, extension_to_decide, "money", "ledger_extensiondecision",
        refused="EXTENSION_DECIDED_ALREADY", shown=f"{CONTRACT}an_extension_follows_and_is_decided_once",
    ),
    "remind_of_extensions": Case(
        remind_of_extensions, extension_to_remind_of, "system", "core_outboxmessage ledger_extensionreminder",
        both_may="the second finds nothing left to remind of, or is told so by the key: each is written once",
        shown=f"{CONTRACT}those_who_commission_are_reminded_once_for_each_time",
    ),
    "record_contract_variation": Case(
        record_contract_variation, variation_made, "money", "ledger_contractvariation",
        both_may="two variations that say the same have two numbers",
        shown=f"{CONTRACT}a_variation_is_recorded_with_its_number",
    ),
    "settle_suspense": Case(
        settle_suspense, in_suspense, "system", "ledger_balance ledger_entry ledger_posting ledger_waiting",
        nothing=0,
        shown="ledger/test_suspense.py::test_what_no_fund_pays_waits_and_is_taken_over_by_the_fund_that_does",
    ),
    "charge_management_fee": Case(
        charge_management_fee, lambda _: None, "system", "ledger_balance ledger_entry ledger_posting",
        both_may="the cause of each is its month: who comes second posts nothing",
        shown="ledger/test_fees.py::test_each_month_is_charged_once_and_one_that_was_missed_is_caught_up",
    ),
    "record_meeting": Case(
        record_meeting, meeting, "money", "ledger_meeting", shown=f"{SHOWN}a_meeting_is_recorded",
    ),
}  # fmt: skip
