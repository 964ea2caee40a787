"""Pictures as they are uploaded, and the files that are made of them."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from storefront.catalog import pictures
from storefront.catalog.developing import Refused, develop
from storefront.catalog.pictures import store
from tests.catalog.drawing import picture_bytes, upload


def opened(media: Path, name: str) -> Image.Image:
    return Image.open(media / name)


@pytest.mark.parametrize(
    ("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")]
)
def test_makes_a_file_for_the_shop_one_for_pages_and_one_for_channels(
    media, kind, ending
):
    stored = store(upload(kind=kind, size=(1800, 1200), name="wrong.gif"))

    kept, page = opened(media, stored.file), opened(media, stored.page_file)
    channel = opened(media, stored.rendition)
    assert (stored.file.split(".")[1], kept.format, kept.size) == (
        ending,
        kind,
        (1800, 1200),
    )
    assert (page.format, page.size) == ("WEBP", (800, 533))
    assert (channel.format, channel.mode, channel.size) == ("JPEG", "RGB", (1600, 1067))


@pytest.mark.parametrize(
    ("size", "channel"),
    [
        ((3000, 3000), (1600, 1600)),
        ((800, 700), (800, 700)),
        ((300, 200), (500, 500)),
        ((60, 60), (500, 500)),
        ((2000, 300), (1600, 500)),
        ((400, 900), (500, 900)),
    ],
)
def test_channels_get_at_least_500_pixels_on_both_sides(media, size, channel):
    stored = store(upload(size=size))

    assert opened(media, stored.rendition).size == channel == stored.rendition_size


def test_small_pictures_are_known_as_enlarged(media):
    assert store(upload(size=(300, 800))).enlarged
    assert not store(upload(size=(500, 500))).enlarged


def test_the_same_picture_is_the_same_file(media):
    first, second = store(upload()), store(upload(name="copy.jpg"))

    assert first == second
    assert sum(path.is_file() for path in media.rglob("*")) == 3


def test_another_picture_is_another_file(media):
    assert store(upload()).rendition != store(upload(color="navy")).rendition


def test_a_file_half_written_by_a_crash_is_written_anew(media):
    stored = store(upload())
    whole = (media / stored.rendition).read_bytes()
    (media / stored.rendition).write_bytes(whole[:100])

    store(upload())

    assert (media / stored.rendition).read_bytes() == whole


def test_a_file_that_another_removed_while_it_was_written_is_written_again(
    media, monkeypatch
):
    save = default_storage.save

    def disturbed(name, content):
        default_storage.delete(save(name, content))
        monkeypatch.undo()
        raise FileNotFoundError(name)

    monkeypatch.setattr(default_storage, "save", disturbed)

    name = pictures.write("pictures/cup.jpg", b"a cup")

    assert default_storage.open(name).read() == b"a cup"


def test_pictures_stand_upright_and_keep_nothing_of_the_camera(media):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    stored = store(upload(size=(900, 600), exif=exif.tobytes(), comment=b"home"))

    kept = opened(media, stored.file)
    assert (kept.size, stored.size) == ((600, 900), (600, 900))
    assert not kept.getexif()
    assert b"home" not in (media / stored.file).read_bytes()


def test_text_in_a_png_is_left_out(media):
    note = PngInfo()
    note.add_text("Author", "Ann at home")

    stored = store(upload(kind="PNG", pnginfo=note))

    assert b"Ann" not in (media / stored.file).read_bytes()


def test_what_is_transparent_is_white_for_channels(media):
    stored = store(upload(kind="PNG", mode="RGBA", color=(0, 0, 0, 0), size=(600, 600)))

    assert opened(media, stored.rendition).getpixel((5, 5)) == (255, 255, 255)
    assert opened(media, stored.file).getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_pictures_of_every_mode_are_understood(media, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    stored = store(upload(kind=kind, mode=mode, size=(600, 600), color=1))

    assert opened(media, stored.rendition).size == (600, 600)


def test_sixteen_bits_of_grey_stay_grey(media):
    stored = store(upload(kind="PNG", mode="I;16", color=0x8000, size=(600, 600)))

    assert opened(media, stored.file).getpixel((5, 5)) == (128, 128, 128)


def test_wide_colours_become_those_of_screens(media):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    stored = store(upload(icc_profile=profile.tobytes()))

    assert "icc_profile" not in opened(media, stored.file).info


NOT_A_PICTURE = "This is not a picture the shop can read. Use JPEG, PNG or WebP."
BROKEN = "This picture is broken or not complete."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", NOT_A_PICTURE),
        (b"\x00" * 5000, NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NOT_A_PICTURE),
        (picture_bytes(kind="GIF"), NOT_A_PICTURE),
        (picture_bytes(kind="BMP"), NOT_A_PICTURE),
        (picture_bytes(kind="JPEG")[:-800], BROKEN),
        (picture_bytes(kind="PNG")[:-800], BROKEN),
        (picture_bytes(kind="WEBP")[:-30], BROKEN),
        (picture_bytes(size=(20, 900)), "This picture has only 20 × 900 pixels."),
    ],
)
def test_refuses_what_is_no_whole_picture(media, content, message):
    with pytest.raises(ValidationError) as refusal:
        store(SimpleUploadedFile("cup.jpg", content))

    assert refusal.value.messages == [message]
    assert not media.exists()


def test_refuses_a_bomb_before_it_is_unpacked(monkeypatch):
    bomb = picture_bytes(kind="PNG", mode="1", size=(20_000, 20_000), color=0)
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("unpacked"))

    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="too_many_pixels"):
        develop(bomb)


def test_refuses_a_file_that_is_too_large(media, monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_FILE", 1024**2)

    with pytest.raises(ValidationError) as refusal:
        store(SimpleUploadedFile("cup.jpg", bytes(3 * 1024**2)))

    assert refusal.value.messages == [
        "This picture has 3 MB; at most 1 MB can be uploaded."
    ]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_any_broken_picture_is_developed_or_refused(kind):
    whole = bytearray(picture_bytes(kind=kind, size=(64, 64)))
    random = Random(7)
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(random.randint(1, 6)):
            broken[random.randrange(len(broken))] = random.randrange(256)
        with suppress(Refused):
            assert len(develop(bytes(broken))) == 3


def test_gives_up_a_picture_that_takes_too_long(media, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_TIME", 0)

    with pytest.raises(ValidationError, match="takes too much memory or time"):
        store(upload())

    assert not media.exists()


def test_a_process_that_dies_over_a_picture_refuses_it(media, monkeypatch):
    dies = [sys.executable, "-c", "import os; os.abort()"]
    monkeypatch.setattr(pictures, "DEVELOPING", dies)

    with pytest.raises(ValidationError, match="takes too much memory or time"):
        store(upload())


def test_who_develops_a_picture_knows_nothing_of_the_shop(media, monkeypatch):
    tells = 'import os; print(\'{"refused": "broken", "params": {}}\')'
    leaves = "raise SystemExit('SECRET_KEY' in os.environ)"
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setattr(
        pictures, "DEVELOPING", [sys.executable, "-c", f"{tells}; {leaves}"]
    )

    with pytest.raises(ValidationError, match="broken or not complete"):
        store(upload())


def test_more_memory_than_a_picture_may_have_is_not_given():
    takes = "developing.develop = lambda content: [bytes(300 * 1024**2)]"
    run = f"from storefront.catalog import developing; {takes}; developing.main()"
    answer = subprocess.run(
        [sys.executable, "-c", run], input=b"", stdout=subprocess.PIPE, check=True
    )

    assert json.loads(answer.stdout)["refused"] == "too_much"
