"""Write DATA_DIR/env before the first start: secrets of this shop, for its owner only.

Standard library only, and without the settings: they need what this writes.
"""

import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    folder = Path(os.environ.get("DATA_DIR") or ROOT / "data").expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "env").exists():
        write(folder / "env", first_env())


def first_env() -> str:
    return (
        "# Written at the first start; docs/settings.md says what each line means.\n"
        "# Keep a copy apart from the database: without CREDENTIALS_KEYS the\n"
        "# connections' credentials cannot be read again.\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        f"CREDENTIALS_KEYS={urlsafe_b64encode(secrets.token_bytes(32)).decode()}\n"
        "DEMO=1\n"
        f"DEMO_PASSWORD={secrets.token_urlsafe(9)}\n"
        "ALLOW_API_ADDRESS=1\n"
    )


def write(path: Path, text: str) -> None:
    """Put the whole file in place at once: a start cut short leaves no half of it."""
    draft = path.with_name(f"env.{os.getpid()}")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
    ) as file:
        file.write(text)
    draft.rename(path)


if __name__ == "__main__":
    main()
