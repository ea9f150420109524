"""The addresses of the shell: front page, sign-in, second factor, what to work as, the gallery.
Refuses every allauth page that is not listed: no sign-up, no change of e-mail address."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, re_path

from handrail.web.shared.gallery import gallery, gallery_part
from handrail.web.shared.home import home, working_as
from handrail.web.shared.keys import key_off, key_take, keys
from handrail.web.shared.sign_in import demo_sign_in, password_none

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("working-as/", working_as, name="working_as"),
    path("keys/", keys, name="keys"),
    path("keys/<uuid:token_id>/", key_take, name="key_take"),
    path("keys/<uuid:token_id>/off/", key_off, name="key_off"),
    path("gallery/", gallery, name="gallery"),
    path("gallery/part/", gallery_part, name="gallery_part"),
    path("demo/sign-in/<uuid:user>/", demo_sign_in, name="demo_sign_in"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-up/", account.signup, name="account_signup"),
    path("sign-in/inactive/", account.account_inactive, name="account_inactive"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    # allauth leads here whoever has no password to change.
    path("password/none/", password_none, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("sign-in/with/", include("allauth.socialaccount.urls")),
    path("sign-in/with/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
