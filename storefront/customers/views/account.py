"""A customer's own pages: what is known of them and where they are signed in."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from storefront.customers import services
from storefront.customers.devices import device
from storefront.customers.forms import NameForm, NewPasswordForm
from storefront.customers.guards import for_customers, proved_lately
from storefront.customers.models import User


@for_customers
def account(request: HttpRequest, user: User) -> HttpResponse:
    form = NameForm(request.POST or None, instance=user)
    if form.is_bound and form.is_valid():
        services.rename(user=user, name=form.cleaned_data["name"])
        return redirect("account")
    return render(
        request,
        "account/account.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@for_customers
@proved_lately
@sensitive_post_parameters("password")
def password(request: HttpRequest, user: User) -> HttpResponse:
    """Set or change it. Every other session of the account ends."""
    form = NewPasswordForm(user, request.POST or None)
    if form.is_bound and form.is_valid():
        services.set_password(user=user, password=form.cleaned_data["password"])
        update_session_auth_hash(request, user)
        UserSession.objects.create_from_request(request)
        return redirect("ways")
    return render(
        request,
        "account/password.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@for_customers
def sessions(request: HttpRequest, user: User) -> HttpResponse:
    found = UserSession.objects.purge_and_list(user)
    found.sort(key=lambda session: session.created_at, reverse=True)
    named = [(session, device(session.user_agent)) for session in found]
    return render(request, "account/sessions.html", {"sessions": named})


@for_customers
def end_session(request: HttpRequest, user: User, session_id: int) -> HttpResponse:
    if request.method == "POST":
        get_object_or_404(UserSession, pk=session_id, user=user).end()
    return redirect("sessions")


@for_customers
def end_other_sessions(request: HttpRequest, user: User) -> HttpResponse:
    if request.method == "POST":
        for session in UserSession.objects.filter(user=user):
            if not session.is_current():
                session.end()
    return redirect("sessions")
