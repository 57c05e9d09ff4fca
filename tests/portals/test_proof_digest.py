"""What tells one sending from another is the same at every door: its words, and the names and sizes of its files."""

from django.core.files.uploadedfile import SimpleUploadedFile

from portals import proof


def photo(name: str = "lake.jpg", size: int = 3) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x" * size)


def test_the_same_fields_in_another_order_are_the_same() -> None:
    one = [("caption", ["Light"]), ("scopes", ["pages", "ads"]), ("files", [photo()])]
    assert proof.digest(one) == proof.digest([one[2], one[0], one[1]])


def test_other_words_names_sizes_and_fields_are_others() -> None:
    sendings = [
        [("caption", ["Light"]), ("files", [photo()])],
        [("caption", ["Night"]), ("files", [photo()])],
        [("caption", ["Light"]), ("files", [photo("sea.jpg")])],
        [("caption", ["Light"]), ("files", [photo(size=4)])],
        [("caption", ["Light"]), ("files", [photo(), photo()])],
        [("caption", ["Light"]), ("files", ["lake.jpg 3"])],
        [("caption", ["Light"]), ("files", ["word"]), ("files", [photo()])],
        [("title", ["Light"]), ("files", [photo()])],
    ]
    assert len({proof.digest(sending) for sending in sendings}) == len(sendings)
