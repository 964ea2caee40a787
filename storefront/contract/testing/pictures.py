"""Pictures that are handed over, and verdicts that are asked for."""

import io
from pathlib import Path

from PIL import Image

from storefront.contract.data import Picture
from storefront.contract.http import OpenGate
from storefront.contract.roles import JudgesLater, UploadsPictures
from storefront.contract.testing.gates import Listening
from storefront.contract.testing.kit import Kit

#: Large enough for any platform.
SIDE = 800


def jpeg() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), "tomato").save(held, "JPEG")
    return held.getvalue()


class HandsOver(Kit):
    def test_a_picture_has_a_name_once_it_was_handed_over(self, tmp_path: Path) -> None:
        self.needs(UploadsPictures)
        with self.platform(tmp_path) as (_, build):
            gate = Listening()
            service = build(gate)
            assert isinstance(service, UploadsPictures)
            picture = Picture("https://shop.example.com/1.jpg", SIDE, SIDE)
            assert service.upload(picture, jpeg())
        assert gate.announced() == set()  # it carries nothing of a listing
        paid = {call.endpoint for call in gate.calls}
        assert paid <= {budget.endpoint for budget in self.service.budgets}

    def test_of_what_is_not_there_no_verdict_is_given(self, tmp_path: Path) -> None:
        self.needs(JudgesLater)
        with self.platform(tmp_path) as (_, build):
            service = build(OpenGate())
            assert isinstance(service, JudgesLater)
            assert list(service.verdicts(["404"])) == []

    def test_what_was_accepted_is_judged(self, tmp_path: Path) -> None:
        self.needs(JudgesLater)
        with self.platform(tmp_path) as (_, build):
            service = build(OpenGate())
            assert isinstance(service, JudgesLater)
            number = self.published(service).external_id
            assert [v.external_id for v in service.verdicts([number])] == [number]
