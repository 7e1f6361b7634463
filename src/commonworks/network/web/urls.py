"""Addresses of the network's pages. Those named account_… are how django-allauth finds its own."""

from django.urls import include, path, re_path

from commonworks.network.web import entrance, people, suspensions, views

own = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<slug:ref>/", views.organisation, name="organisation"),
    path("organisations/<slug:ref>/people", people.staff, name="people"),
    path("organisations/<slug:ref>/people/invite", people.invite, name="invite"),
    path("organisations/<slug:ref>/people/<uuid:person>", people.roles, name="roles"),
    path("organisations/<slug:ref>/people/<uuid:person>/end", people.end, name="end"),
    path("organisations/<slug:ref>/domains", people.confirm_domain, name="confirm-domain"),
    path("organisations/<slug:ref>/administrator", people.administrator, name="administrator"),
    path("invitations/<str:token>", people.invitation, name="invitation"),
    path("invitations/<uuid:invited>/withdraw", people.withdraw, name="withdraw"),
    path("stewards/administrators", people.administrators, name="administrators"),
    path("stewards/organisations/add", people.add_organisation, name="add-organisation"),
    path("stewards/accounts", suspensions.accounts, name="accounts"),
    path("stewards/accounts/<uuid:person>", suspensions.standing, name="standing"),
    path("account/", people.account, name="account"),
    path("account/name", people.rename, name="rename"),
    path("account/sign-in", entrance.SignIn.as_view(), name="sign-in"),
    path("account/sign-out", entrance.SignOut.as_view(), name="sign-out"),
    path("account/register", entrance.Register.as_view(), name="register"),
    path("account/sign-in-as", people.sign_in_as, name="sign-in-as"),
]
allauths = [
    path("sign-in", entrance.SignIn.as_view(), name="account_login"),
    path("sign-out", entrance.SignOut.as_view(), name="account_logout"),
    path("register", entrance.Register.as_view(), name="account_signup"),
    path("closed", entrance.Closed.as_view(), name="account_inactive"),
    path("email", entrance.LookInYourMail.as_view(), name="account_email_verification_sent"),
    path("email/<str:key>", entrance.ConfirmEmail.as_view(), name="account_confirm_email"),
    path("password", entrance.ForgottenPassword.as_view(), name="account_reset_password"),
    path(
        "password/sent",
        entrance.ForgottenPasswordSent.as_view(),
        name="account_reset_password_done",
    ),
    path(
        "password/saved",
        entrance.NewPasswordSaved.as_view(),
        name="account_reset_password_from_key_done",
    ),
    path("password/change", entrance.ChangePassword.as_view(), name="account_change_password"),
    re_path(
        r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)$",
        entrance.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
]
urlpatterns = [path("", include((own, "network"))), path("account/", include(allauths))]
