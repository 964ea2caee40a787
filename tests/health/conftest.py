from tests.channels.conftest import connect, platform

__all__ = ["connect", "platform"]
