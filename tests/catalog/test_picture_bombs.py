"""Pictures made to hurt: each is refused with its reason, or stored without its sting.

The worst of them run in a process of their own, whose peak of memory is then theirs.
"""

import json
import os
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from storefront.catalog.pictures import store
from tests.catalog.drawing import picture_bytes

MOST_MEGABYTES = 200
NOT_READ = "This is not a picture the shop can read. Use JPEG, PNG or WebP."
BROKEN = "This picture is broken or not complete."
TOO_MANY = "This picture has too many pixels; at most %s million can be read."


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(
    width: int, height: int, *chunks: bytes, depth: int = 8, mode: int = 2
) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, mode, 0, 0, 0)
    end = chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + end


def zeros(size: int) -> bytes:
    """Much in little: a megabyte of nothing in a thousand bytes."""
    packer = zlib.compressobj(1)
    return (
        b"".join(packer.compress(bytes(1024**2)) for _ in range(size)) + packer.flush()
    )


def jpeg_that_says(width: int, height: int) -> bytes:
    """A small one whose head claims another size."""
    whole = bytearray(picture_bytes())
    at = whole.index(b"\xff\xc0") + 5
    whole[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(whole)


def webp_that_says(width: int, height: int) -> bytes:
    head = b"VP8X" + struct.pack("<I", 10) + b"\x00\x00\x00\x00"
    head += struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return b"RIFF" + struct.pack("<I", 4 + len(head)) + b"WEBP" + head


def progressive(size: tuple[int, int]) -> bytes:
    return picture_bytes(size=size, progressive=True, subsampling=0)


def clear_noise(size: tuple[int, int]) -> bytes:
    """One sees through every pixel differently, which is the hardest to write."""
    noise = Image.effect_noise((size[0] // 4, size[1] // 4), 60).resize(size)
    content = BytesIO()
    picture = Image.merge("RGBA", (noise, noise, noise, noise))
    picture.save(content, "WEBP", quality=30, method=0)
    return content.getvalue()


def zipped() -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("evil.txt", "evil")
    return content.getvalue()


BOMBS = {
    "png of 400 million": (
        lambda: png(20_000, 20_000, chunk(b"IDAT", zeros(1))),
        TOO_MANY % 50,
    ),
    "png of 30 million": (
        lambda: png(6000, 5000, chunk(b"IDAT", zeros(86))),
        TOO_MANY % 25,
    ),
    "png of one bit": (
        lambda: picture_bytes(kind="PNG", mode="1", size=(20_000, 20_000), color=0),
        TOO_MANY % 50,
    ),
    "png of 16 bits": (lambda: png(6000, 5000, depth=16, mode=0), TOO_MANY % 12),
    "png wider than all": (lambda: png(2**31 - 1, 2**31 - 1), TOO_MANY % 50),
    "png of no size": (lambda: png(0, 0), NOT_READ),
    "png with a text of 128 MB": (
        lambda: png(60, 60, chunk(b"zTXt", b"a\x00\x00" + zeros(128))),
        BROKEN,
    ),
    "png with a profile of 128 MB": (
        lambda: png(
            60, 60, chunk(b"iCCP", b"a\x00\x00" + zeros(128)), chunk(b"IDAT", zeros(1))
        ),
        None,
    ),
    "png without pixels": (lambda: png(100, 100), BROKEN),
    "jpeg of 4 thousand million": (
        lambda: jpeg_that_says(65_000, 65_000),
        TOO_MANY % 50,
    ),
    "jpeg of 60 million": (lambda: jpeg_that_says(10_000, 6000), TOO_MANY % 50),
    "progressive jpeg of 20 million": (
        lambda: progressive((5000, 4000)),
        TOO_MANY % 17,
    ),
    "webp of 268 million": (lambda: webp_that_says(16_383, 16_383), TOO_MANY % 50),
    "webp of 16 million": (
        lambda: picture_bytes(kind="WEBP", size=(4000, 4000)),
        TOO_MANY % 12,
    ),
    "gif": (lambda: picture_bytes(kind="GIF"), NOT_READ),
    "tiff": (lambda: picture_bytes(kind="TIFF"), NOT_READ),
    "svg that loops": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><use href='#a'/></svg>",
        NOT_READ,
    ),
    "pdf": (lambda: b"%PDF-1.7\n", NOT_READ),
    "zip": (zipped, NOT_READ),
    "a page": (lambda: b"<html><script>alert(1)</script>", NOT_READ),
    "nothing": (lambda: b"", NOT_READ),
}

#: What most phones make: 12 million pixels.
PHONE = (4032, 3024)
#: The largest that are taken.
LARGE = {
    "phone": lambda: picture_bytes(size=(8064, 6048)),
    "square": lambda: picture_bytes(size=(4799, 4799)),
    "false size": lambda: jpeg_that_says(7000, 7000),
    "progressive": lambda: progressive((4100, 4100)),
    "png": lambda: picture_bytes(kind="PNG", mode="RGBA", size=PHONE, color=0),
    "png of few colours": lambda: picture_bytes(kind="PNG", mode="P", size=PHONE),
    "png of 16 bits": lambda: picture_bytes(kind="PNG", mode="I;16", size=PHONE),
    "webp": lambda: picture_bytes(kind="WEBP", size=PHONE),
    "clear webp": lambda: clear_noise((3500, 3500)),
    "lossless webp": lambda: picture_bytes(kind="WEBP", size=PHONE, lossless=True),
}

REPORT = """
import json, resource, sys
import django
django.setup()
from pathlib import Path
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from storefront.catalog.pictures import store
taken = []
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        store(SimpleUploadedFile(path.name, path.read_bytes()))
        taken.append(path.name)
    except ValidationError:
        pass
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
here = int(status["VmHWM"].split()[0]) // 1024
there = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print(json.dumps([taken, here, there]))
"""


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_its_reason(media, name):
    content, message = BOMBS[name]
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        store(SimpleUploadedFile("a", content()))

    assert refusal.value.messages == [message or BROKEN]


def test_the_largest_and_the_worst_need_less_memory_than_allowed(tmp_path):
    """Neither the process that takes them all nor any that it has develop one."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, (bomb, _message) in BOMBS.items():
        (folder / f"bomb {name}").write_bytes(bomb())
    for name, large in LARGE.items():
        (folder / name).write_bytes(large())
    command = [sys.executable, "-c", REPORT, str(folder)]
    environment = os.environ | {"DATA_DIR": str(tmp_path)}
    answer = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE
    )

    taken, here, there = json.loads(answer.stdout)
    print(f"{len(LARGE)} taken, {len(BOMBS)} refused; {here} MB, {there} MB developing")
    assert taken == sorted(LARGE)
    assert max(here, there) < MOST_MEGABYTES, (here, there)


STING = b"<script>alert(document.domain)</script>"


@pytest.mark.parametrize(
    "content",
    [
        picture_bytes() + STING,
        picture_bytes() + zipped() + STING,
        picture_bytes(comment=STING),
        picture_bytes(kind="PNG") + STING,
        picture_bytes(kind="WEBP") + STING,
        png(
            60,
            60,
            chunk(b"tEXt", b"a\x00" + STING),
            chunk(b"IDAT", zlib.compress(bytes(60 * 181))),
        ),
        picture_bytes(exif=b"Exif\x00\x00" + STING),
        picture_bytes(icc_profile=STING),
    ],
    ids=[
        "jpeg+js",
        "jpeg+zip",
        "comment",
        "png+js",
        "webp+js",
        "text",
        "exif",
        "profile",
    ],
)
def test_what_hides_behind_a_picture_is_not_kept(media, content):
    store(SimpleUploadedFile("a.jpg", content))

    kept = b"".join(path.read_bytes() for path in media.rglob("*.*"))
    assert STING in content
    assert STING not in kept
    assert b"PK\x03\x04" not in kept


def test_only_the_first_of_many_frames_is_kept(media):
    frames = [Image.new("RGB", (80, 80), color) for color in ("red", "blue", "green")]
    content = BytesIO()
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:])

    stored = store(SimpleUploadedFile("a.webp", content.getvalue()))

    assert getattr(Image.open(media / stored.file), "n_frames", 1) == 1
