import json
import os
from pathlib import Path

import pytest

from storefront.places.directory import old_wards, provinces, wards, wards_of

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("KIENG_SHARED", ROOT.parent / "shared"))
SOURCE = SHARED / "data" / "vietnam"


def test_knows_all_of_them():
    assert (len(provinces()), len(wards()), len(old_wards())) == (34, 3321, 10_040)


def test_every_old_ward_became_something():
    assert all(old.became for old in old_wards())


def test_names_of_a_province_are_all_different():
    for code in provinces():
        names = [ward.name for ward in wards_of(code)]
        assert len(names) == len(set(names))


@pytest.mark.skipif(not SOURCE.exists(), reason="needs the source of the data")
def test_is_what_its_source_says():
    [file] = SOURCE.glob("vn_only_simplified_*.json")
    rows = json.loads(file.read_text(encoding="utf-8"))

    assert {ward.code: ward.name for ward in wards().values()} == {
        ward["Code"]: ward["FullName"] for row in rows for ward in row["Wards"]
    }
