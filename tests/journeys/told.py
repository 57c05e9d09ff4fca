"""What the acts of the browser's story hand on to each other, and how people come into it."""

from dataclasses import dataclass, field
from typing import Any

from tests.journeys import media
from tests.journeys.browsing import DESKTOP, Window
from tests.journeys.platform import PASSWORD, Platform

TITLE = "Light on the water"
FILES: list[Any] = [
    {"name": "IMG_2041.JPG", "mimeType": "image/jpeg", "buffer": media.phone_jpeg()},
    {"name": "IMG_2042.HEIC", "mimeType": "image/heic", "buffer": media.iphone_heic()},
    {"name": "IMG_2043.MOV", "mimeType": "video/quicktime", "buffer": media.phone_mov()},
]
PHOTO: list[Any] = [{"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": media.jpeg_with_gps()}]


@dataclass
class Told:
    """What one act leaves for the next."""

    platform: Platform
    browser: Any
    brand: str
    windows: list[Window] = field(default_factory=list)
    campaign: str = ""
    gallery: str = ""
    media: list[str] = field(default_factory=list)
    archive: str = ""

    def window(self, **options: Any) -> Window:
        """Somebody comes; `assert_calm` asks all of them at the end."""
        opened = Window(self.browser, self.platform.address, **options)
        self.windows.append(opened)
        return opened

    def member(self, role: str) -> Window:
        """A colleague signs in at a desk."""
        window = self.window(**DESKTOP)
        window.sign_in(f"{role}@{self.brand}.example", PASSWORD, f"/studio/{self.brand}/campaigns/")
        return window

    def studio(self, path: str = "") -> str:
        return f"/studio/{self.brand}/{path}"
