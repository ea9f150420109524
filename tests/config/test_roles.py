"""The application's role may not pass by row security, and the start refuses one that could."""

import pytest
from django.db import ProgrammingError, connection

from handrail.config.roles import reasons_against, refuse_unsafe_role


def test_a_fit_role_has_nothing_against_it() -> None:
    assert reasons_against(superuser=False, bypasses=False, owns=False, may_become=False) == []


@pytest.mark.parametrize("wrong", ["superuser", "bypasses", "owns", "may_become"])
def test_each_unfit_right_is_named(wrong: str) -> None:
    rights = dict.fromkeys(["superuser", "bypasses", "owns", "may_become"], False)
    assert len(reasons_against(**{**rights, wrong: True})) == 1


@pytest.mark.django_db
def test_the_tests_connect_as_a_fit_role() -> None:
    refuse_unsafe_role()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("handrail_app",)


@pytest.mark.django_db
def test_the_role_cannot_change_the_schema() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db(transaction=True)
def test_what_a_test_commits_is_gone_after_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('x', 'x', now())")


@pytest.mark.django_db(transaction=True)
def test_what_another_test_committed_is_not_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
