from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Whoever can sign in: staff today, customers when accounts arrive."""
