import pytest

pytestmark = (
    pytest.mark.django_db
)  # an answer that something is not there shows the shop


@pytest.fixture
def picture(media):
    media.mkdir()
    (media / "cup.png").write_bytes(b"a picture")
    (media.parent / "secret").write_text("not for you")
    return "/media/cup.png"


def test_serves_an_uploaded_picture_to_be_kept_for_ever(client, picture):
    answer = client.get(picture)

    assert b"".join(answer.streaming_content) == b"a picture"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("way", ["../secret", "%2e%2e/secret", "/etc/passwd"])
def test_lets_nobody_climb_out_of_the_folder(client, picture, way):
    assert client.get(f"/media/{way}").status_code in {400, 404}


def test_lists_no_folder(client, picture):
    assert client.get("/media/./").status_code == 404
