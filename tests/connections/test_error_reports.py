import sys
from collections.abc import Mapping

import pytest
from django.test import RequestFactory
from django.views.debug import (
    ExceptionReporter,
    SafeExceptionReporterFilter,
    get_default_exception_reporter_filter,
)
from pytest_django import Settings

from plugins.demo.client import DemoClient
from storefront.connections.error_reports import QuietReports
from storefront.contract.http import OpenGate


def fail(*_: object, headers: Mapping[str, str], **__: object) -> None:
    raise RuntimeError("a defect")


def variables_shown(token: str) -> str:
    """What a report shows of the variables of the plugin's frames."""
    client = DemoClient("http://127.0.0.1:1", {"token": token}, OpenGate())
    client.http.request = fail  # type: ignore[method-assign,assignment]
    try:
        client.call("GET", "/account", endpoint=token)
    except RuntimeError:
        request = RequestFactory().get("/admin/")
        reporter = ExceptionReporter(request, *sys.exc_info())
        frames = reporter.get_traceback_data()["frames"]
        plugins = [f for f in frames if f["filename"].endswith("client.py")]
        return str([frame["vars"] for frame in plugins])
    raise AssertionError("it did not fail")


@pytest.mark.parametrize("debug", [True, False])
def test_a_report_shows_no_variable_of_a_plugin(settings: Settings, debug: bool):
    settings.DEBUG = debug

    shown = variables_shown("hush")

    assert "variables" in shown
    assert "hush" not in shown


def test_control_djangos_own_report_would(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    settings.DEBUG = True
    monkeypatch.setattr(
        QuietReports,
        "get_traceback_frame_variables",
        SafeExceptionReporterFilter.get_traceback_frame_variables,
    )

    assert "hush" in variables_shown("hush")


def test_it_is_the_one_in_use():
    assert isinstance(get_default_exception_reporter_filter(), QuietReports)
