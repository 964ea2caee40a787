"""What stands in the hub's place between a plugin and the network."""

from storefront.contract.data import Part
from storefront.contract.errors import NotNow
from storefront.contract.http import Call, OpenGate


class Listening(OpenGate):
    """Lets every call out and writes down what it was told before."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def enter(self, call: Call) -> str:
        self.calls.append(call)
        return str(len(self.calls))

    def announced(self) -> set[tuple[str, Part]]:
        sent = [item for call in self.calls for item in call.sending]
        return {(item.key, part) for item in sent for part in item.parts}


class Shut(OpenGate):
    """Lets no call out that carries something."""

    def enter(self, call: Call) -> str:
        if call.sending:
            raise NotNow("shut")
        return ""
