"""The demo shop's profile: its name, contact and policies."""

from storefront.shop.models import TOPICS, Profile
from storefront.web.demo.data import Row, read

PLAIN = ("name", "owner", "registration", "address", "phone", "email")
PER_LANGUAGE = ("tagline", "hours")


def load_profile() -> bool:
    """Write it unless there is one, and return whether it was written."""
    if Profile.objects.exists():
        return False
    row = read("profile.toml")
    fields = {name: row[name] for name in PLAIN}
    Profile(**fields, **texts(row, "vi"), **texts(row, "en")).save()
    return True


def texts(row: Row, language: str) -> dict[str, str]:
    written = row[language]
    return {f"{name}_{language}": written[name] for name in PER_LANGUAGE} | {
        f"{topic}_policy_{language}": written[topic].strip() for topic in TOPICS
    }
