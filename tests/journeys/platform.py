"""A running platform for a story: `manage.py up` in a folder of its own, stopped and checked at the end."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
# A story may be told on other services: STORY_DATABASE_URL=postgres://… and so on.
REPLACEABLE = ("DATABASE_URL", "DATABASE_OWNER_URL", "CELERY_BROKER_URL", "CACHE_URL")
OWNER, PASSWORD = "owner@story.example", "a-long-story-password"
PASSWORD_SET = """
from accounts.models import User
user = User.objects.get(email={email!r})
user.set_password({password!r})
user.save()
"""
# An invitation would do the same in more steps; tests/accounts walks through it.
MEMBER_ADDED = """
from django.utils import timezone
from accounts.models import Brand, Membership
from accounts.services.brands import member_user
Membership.objects.create(
    brand=Brand.objects.get(slug={brand!r}), user=member_user(email={email!r}, password={password!r}), role={role!r},
    created_at=timezone.now(),
)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Platform:
    """One installation; `address` has no slash at its end."""

    data: Path
    port: int = field(default_factory=free_port)
    running: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            name: value for name, value in os.environ.items() if name not in {*REPLACEABLE, "DJANGO_SETTINGS_MODULE"}
        }
        for name in REPLACEABLE:
            if value := os.environ.get(f"STORY_{name}"):
                ours[name] = value
        return {**ours, "DATA_DIR": str(self.data), "PORT": str(self.port), "FANFARE_MODE": "embedded"}

    def start(self, *arguments: str) -> None:
        """Start and wait until ready; `arguments` go to `up`."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "up.log").open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "manage.py", "up", *arguments], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = 240) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self.running is not None
            assert self.running.poll() is None, f"`up` ended early:\n{self.said()}"
            try:
                if requests.get(f"{self.address}/readyz", timeout=20).status_code == 200:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.3)
        raise AssertionError(f"not ready after {seconds} s:\n{self.said()}")

    def said(self) -> str:
        logs = [self.data / "up.log", *sorted((self.data / "logs").glob("*.log"))]
        return "\n".join(f"--- {log.name}\n{log.read_text('utf-8', 'replace')[-3000:]}" for log in logs if log.exists())

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stop(self) -> None:
        if self.running is None:
            return
        self.running.send_signal(signal.SIGTERM)
        self.running.wait(60)
        assert self.leftovers() == []

    def leftovers(self) -> list[str]:
        """Processes that still carry this installation's folder in their environment or command."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                words = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
                state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if str(self.data).encode() in words and state != "Z" and int(process.name) != os.getpid():
                found.append((process / "cmdline").read_text().replace("\0", " "))
        return found

    def found_brand(self, slug: str, owner: str = OWNER) -> str:
        """A brand with an owner who can sign in; the answer is an API token."""
        self.manage("create_brand", slug, "--owner", owner)
        self.manage("shell", "-v", "0", "-c", PASSWORD_SET.format(email=owner, password=PASSWORD))
        return self.manage("token", owner, "--brand", slug).strip()

    def add_members(self, slug: str, members: dict[str, str]) -> None:
        """Colleagues, e-mail address to role, who can sign in like the owner."""
        script = "".join(
            MEMBER_ADDED.format(email=email, password=PASSWORD, brand=slug, role=role)
            for email, role in members.items()
        )
        self.manage("shell", "-v", "0", "-c", script)


class Api:
    """The API as another system calls it."""

    def __init__(self, platform: Platform, token: str = "") -> None:
        self.root = f"{platform.address}/api/v1"
        self.session = requests.Session()
        if token:
            self.session.headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, *, expect: int = 200, **options: object) -> requests.Response:
        response = self.session.request(method, f"{self.root}/{path}", timeout=60, **options)  # type: ignore[arg-type]
        assert response.status_code == expect, f"{method} {path}: {response.status_code} {response.text[:2000]}"
        return response

    def get(self, path: str, **options: object) -> dict[str, object]:
        answer: dict[str, object] = self.call("GET", path, **options).json()  # type: ignore[arg-type]
        return answer


def until(question: "object", seconds: float, what: str) -> None:
    """Ask until the answer is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():  # type: ignore[operator]
            return
        time.sleep(0.3)
    raise AssertionError(f"after {seconds} s still not: {what}")


def last_segment(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def unique(prefix: str) -> str:
    return re.sub(r"[^a-z0-9-]", "", f"{prefix}-{secrets.token_hex(4)}")
