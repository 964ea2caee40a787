"""The same three everywhere: Ann owns the shop, Bob works in it, Eve is a stranger."""

from django.contrib.auth.models import Permission

from storefront.customers.models import User


def ann() -> User:
    return User.objects.create_superuser("ann", "ann@example.com")


def bob(*permissions: str) -> User:
    """Staff who may do what is named, such as "orders.view_order"."""
    user = User.objects.create_user("bob", is_staff=True)
    for permission in permissions:
        app, codename = permission.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return user


def eve() -> User:
    """A stranger who has found a way to sign in, but is no staff."""
    return User.objects.create_user("eve")
