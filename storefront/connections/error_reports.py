"""Keep credentials out of error reports, wherever the error arose.

A report shows the variables of every frame. Those of whoever holds credentials, or a
request made with them, are left out whole: their names cannot be known beforehand.
"""

from collections.abc import ItemsView
from types import FrameType

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

#: Modules whose variables are nobody's business, and everything below them.
QUIET = (
    "plugins",
    "storefront.connections",
    "storefront.contract",
    "httpx2",
    "httpcore2",
    "h11",
    "cryptography",
)


class QuietReports(SafeExceptionReporterFilter):
    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, object]:
        module = str(tb_frame.f_globals.get("__name__", ""))
        if any(f"{module}.".startswith(f"{quiet}.") for quiet in QUIET):
            return {"variables": self.cleansed_substitute}.items()
        return super().get_traceback_frame_variables(request, tb_frame)
