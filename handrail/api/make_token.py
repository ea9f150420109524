"""The command `handrail token EMAIL`: makes a key with which another system acts as that user, and prints it once.
Refuses a user who has no post today; the same as the administrator's page, made in the service's own name."""

import argparse
import sys
from collections.abc import Sequence
from datetime import timedelta

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import LONDON, now_is
from handrail.core.refusal import Refused
from handrail.identity.api_scopes import ApiScope
from handrail.identity.calls import Call
from handrail.identity.queries import scope_of_email, system_scopes
from handrail.identity.rules import TokenWanted
from handrail.usecases.edit_tokens import NewToken, fresh_key, hash_of, make_token
from handrail.wording import say


def main(argv: Sequence[str]) -> int:
    """Print the key alone, so that a script can keep it. Gives 1 with the reason when there can be none."""
    options = _options(argv)
    at = now()
    today = at.astimezone(LONDON).date()
    user = scope_of_email(options.email, today=today)
    by = [scope for scope in system_scopes(today=today) if user and scope.contract_id == user.contract_id]
    if user is None or not by:
        print(f"handrail token: nobody with the address {options.email} works here today", file=sys.stderr)
        return 1
    key = fresh_key()
    ends = at + timedelta(days=options.days)
    wanted = TokenWanted(options.name, user.user_id, tuple(options.scope or ApiScope), ends, options.calls)
    try:
        make_token(Call(by[0], now_is(at), str(fresh_id())), request=NewToken(wanted, hash_of(key)))
    except Refused as refused:
        for reason in refused.reasons:
            print(f"handrail token: {say(reason.code, **dict(reason.params))}", file=sys.stderr)
        return 1
    print(f"It acts as {user.user_name} until {ends:%d %B %Y}. It is not shown again.", file=sys.stderr)
    print(key)
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="handrail token", description="Make a token for another system.")
    parser.add_argument("email", help="the user that it acts as")
    parser.add_argument("--name", default="Made by command", help="what the list of tokens shows")
    parser.add_argument("--scope", action="append", choices=list(ApiScope), help="may be given again; default: all")
    parser.add_argument("--days", type=int, default=30, help="how long it opens")
    parser.add_argument("--calls", type=int, default=600, help="how many calls a minute")
    return parser.parse_args(list(argv))
