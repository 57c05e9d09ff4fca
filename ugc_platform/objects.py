"""Describes the one place for originals and renditions: a private S3 bucket, or a private folder on this machine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Bucket:
    """A private bucket on Amazon or any compatible store, as the environment names it."""

    name: str
    endpoint: str
    region: str
    access_key: str
    secret_key: str
    addressing: Literal["auto", "path", "virtual"]

    @property
    def origin(self) -> str:
        """The origin of its signed links, for the browser's policy; empty without a bucket."""
        if not (self.name or self.endpoint):
            return ""
        parts = urlsplit(self._address)
        host = f"{self.name}.{parts.netloc}" if self._style == "virtual" else parts.netloc
        return f"{parts.scheme}://{host}"

    @property
    def _address(self) -> str:
        """Amazon's regional one by name: left to itself, boto3 signs for another host than the browser may ask."""
        amazon = "amazonaws.com.cn" if self.region.startswith("cn-") else "amazonaws.com"
        return self.endpoint or f"https://s3.{self.region}.{amazon}"

    @property
    def _style(self) -> Literal["auto", "path", "virtual"]:
        if self.endpoint or self.addressing != "auto":
            return self.addressing
        return "path" if "." in self.name else "virtual"  # Amazon's certificates cover one label

    def storage(self, *, link_seconds: int) -> dict[str, Any]:
        """Describe it to Django; without keys, boto3 finds the credentials of the machine's own role."""
        from botocore.config import Config  # slow to import, and only needed here

        client_config = Config(
            signature_version="s3v4",
            s3={"addressing_style": self._style},
            # Some S3 look-alikes refuse the checksums that boto3 adds unasked.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 3, "mode": "standard"},
        )
        options = {
            "bucket_name": self.name,
            "endpoint_url": self._address,
            "region_name": self.region,
            "access_key": self.access_key or None,
            "secret_key": self.secret_key or None,
            "client_config": client_config,
            "default_acl": None,
            "file_overwrite": True,  # keys come from the content: writing one twice writes the same bytes
            "querystring_auth": True,
            "querystring_expire": link_seconds,
        }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def folder(place: Path) -> dict[str, Any]:
    """Describe the private folder that stands in for a bucket on one machine."""
    options = {
        "location": str(place),
        "base_url": None,
        "allow_overwrite": True,
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    }
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
