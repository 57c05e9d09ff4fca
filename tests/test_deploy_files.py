"""The files that operators copy agree with the code: sizes, times, commands, and which addresses are keys."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from core import masking
from galleries.exporting.heartbeat import LONGEST as LONGEST_EXPORT
from submissions.processing import LONGEST as LONGEST_RENDERING
from submissions.uploads import parts
from ugc_platform import settings as project

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "docs" / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text()
GUIDE = (ROOT / "docs" / "production.md").read_text()
COMMANDS = re.sub(r" *\\\n *", " ", GUIDE)  # long ones go on in the next line
SETTINGS = (ROOT / "docs" / "operators.md").read_text()
KEY = "k3y-that_nobody.may-read0123456789"
# Parts of addresses that are keys: who reads one in a log may act as its owner.
DOORS = {"token", "signed", "secret", "key"}
# What is called a key and opens nothing that is not public, or needs a sign-in besides.
PUBLIC = {
    "c/<slug:slug>/report/<slug:key>/",
    "g/<slug:slug>/report/<slug:key>/",
    "m/<slug:key>/<slug:spec>",
    "studio/<slug:brand>/insights/<slug:campaign>/<slug:key>.csv",
}
SUSPICIOUS = re.compile(r"token|sign|secret|key|pass|code|hash|nonce|ticket|credential", re.IGNORECASE)
# The last one is the address of a campaign on a poster, the admin's is the number of a model.
HARMLESS = {"content_type_id", "app_label", "code"}


def largest_body(location: str) -> int:
    block = NGINX.split(location)[1].split("}")[0]
    (size,) = re.findall(r"client_max_body_size (\d+)m;", block)
    return int(size) * 1024**2


def nginx_masks() -> list[tuple[re.Pattern[str], str]]:
    block = NGINX.split("map $uri $fanfare_uri {")[1].split("default")[0]
    rows = re.findall(r'"~([^"]+)"\s+(\S+);', block)
    return [(re.compile(pattern.replace("(?<", "(?P<")), value) for pattern, value in rows]


def as_nginx_logs(path: str) -> str:
    for pattern, value in nginx_masks():
        if match := pattern.search(path):
            return re.sub(r"\$(\w+)", lambda name: match.groupdict().get(name[1], ""), value)
    return path


def patterns() -> set[str]:
    """Every address as the URLconf writes it, allauth's and the admin's included."""
    found: set[str] = set()

    def walk(resolver: URLResolver, prefix: str) -> None:
        for entry in resolver.url_patterns:
            path = prefix + str(entry.pattern).lstrip("^")
            if isinstance(entry, URLResolver):
                walk(entry, path)
            elif isinstance(entry, URLPattern):
                found.add(path)

    walk(get_resolver(), "")
    return found


# `<str:token>` of a path, and `(?P<key>.+)` of a regular expression without brackets inside.
PART = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>|\(\?P<(?P<group>\w+)>[^()]*\)")


def example(pattern: str) -> str:
    """An address of this pattern, every key in it the same."""
    named = PART.sub(lambda part: KEY if (part["name"] or part["group"]) in DOORS else "other", pattern)
    return "/" + named.removesuffix("$")


def addresses_with_keys() -> list[str]:
    return sorted(address for address in map(example, patterns() - PUBLIC) if KEY in address)


def test_every_address_that_is_a_key_is_masked_in_both_logs() -> None:
    # Numbers of uploads open them; and allauth confirms by link where it does not by code.
    others = [f"/uploads/{KEY}/", f"/api/v1/uploads/{KEY}/complete/", f"/accounts/confirm-email/{KEY}/"]
    addresses = [*addresses_with_keys(), *others]
    assert len(addresses) > 30
    assert [path for path in addresses if KEY in as_nginx_logs(path)] == []
    assert [path for path in addresses if KEY in masking.masked(path)] == []


def test_no_part_of_an_address_is_a_key_under_another_name() -> None:
    """A free text in an address is a key, unless it is known to be something else."""
    unknown = {
        (path, name)
        for path in patterns() - PUBLIC
        for part in PART.finditer(path)
        if (name := part["name"] or part["group"]) not in DOORS | HARMLESS
        and (SUSPICIOUS.search(name) or (part["converter"] == "str" and not path.startswith("admin/")))
    }
    assert unknown == set()
    assert patterns() >= PUBLIC, "an address that is gone is excused no more"


def test_a_door_that_nobody_masks_would_be_seen() -> None:
    """The negative control."""
    address = example("new-door/<str:token>/^(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$".replace("^", ""))
    assert address == f"/new-door/{KEY}/other-{KEY}/"
    assert KEY in as_nginx_logs(address)
    assert KEY in masking.masked(address)


@pytest.mark.parametrize("address", [f"/me/{KEY}/\n", f"/me/{KEY}/ask/a\nb/", f"/join/{KEY}/x y"])
def test_no_strange_end_of_an_address_brings_its_key_back(address: str) -> None:
    assert KEY not in as_nginx_logs(address)
    assert KEY not in masking.masked(address)


@pytest.mark.parametrize(
    "line",
    [
        f"GET /accounts/login/?next=/me/{KEY}/",
        f"GET /accounts/login/?next=%2Fstudio%2Finvitations%2F{KEY}%2F&x=1",
        f"GET /accounts/login/?next=%2fme%2f{KEY}",
        f"GET /accounts/login/?next=%2Faccounts%2Freauthenticate%2F%3Fnext%3D%252Fme%252F{KEY}%252F",
        f"Not Found: //me//{KEY}/",
    ],
)
def test_an_address_inside_another_one_is_masked_too(line: str) -> None:
    assert KEY not in masking.masked(line)


def test_addresses_that_are_no_keys_stay_readable() -> None:
    for path in ("/c/summer/submit/", "/studio/linden/", "/api/v1/campaigns/summer/", "/m/abc/photo-640"):
        assert as_nginx_logs(path) == path


def test_neither_request_nor_referrer_is_written_by_nginx() -> None:
    (written,) = re.findall(r"log_format fanfare (.*?);", NGINX, re.DOTALL)
    assert not {"$request ", "$request_uri", "$uri", "$http_referer", "$args"} & set(written.replace("'", " ").split())
    assert all(level == "alert" for level in re.findall(r"error_log\s+\S+ (\w+);", NGINX))
    assert NGINX.count("access_log") == 2


def test_forms_with_files_fit_through_and_nothing_else_of_that_size() -> None:
    most = settings.MEDIA_LIMITS
    # More than the platform takes would only fill the disk, and be refused when it has arrived whole.
    assert 0 < largest_body("location ~ ^/(c/") - most["max_form_bytes"] < 4 * 1024**2
    assert largest_body("location /uploads/parts/") > parts.size_for(most["max_video_bytes"])
    assert largest_body("location /studio/") > 20_000_000
    (everything_else,) = re.findall(r"^    client_max_body_size (\d+)m;", NGINX, re.MULTILINE)
    assert project.DATA_UPLOAD_MAX_MEMORY_SIZE < int(everything_else) * 1024**2 < 4 * 1024**2


def limits_of(location: str) -> dict[str, int]:
    block = NGINX.split(location)[1].split("}")[0]
    return {zone: int(most) for zone, most in re.findall(r"limit_conn (\w+) (\d+);", block)}


def test_what_lies_on_the_proxys_disk_is_bounded() -> None:
    """A slow sender of 5 GB could be there as often as nginx has connections."""
    zones = dict(re.findall(r"limit_conn_zone \$(\w+)\s+zone=(\w+):", NGINX))
    assert zones["fanfare_large"] == "fanfare_large_all"
    for place in ("location ~ ^/(c/", "location /studio/"):
        assert limits_of(place)["fanfare_large_each"] <= 4
        assert limits_of(place)["fanfare_large_all"] * largest_body("location ~ ^/(c/") < 40 * 1024**3
    everywhere = re.findall(r"^    limit_conn (\w+) (\d+);", NGINX, re.MULTILINE)
    assert everywhere == [("fanfare_each", "100")], "small bodies lie there, too"
    for location in re.findall(r"^    (location [^{]+) \{", NGINX, re.MULTILINE):
        # nginx inherits none as soon as a location names one.
        assert limits_of(location).get("fanfare_each", None if limits_of(location) else 100) == 100, location
    assert set(limits_of("location ~ ^/(c/")) <= set(zones.values())


def nginx_map(name: str) -> list[tuple[str, str]]:
    (block,) = re.findall(rf"^map [^\n]+ \${name} \{{\n(.*?)^\}}", NGINX, re.MULTILINE | re.DOTALL)
    return re.findall(r'^\s*"~(.+)"\s+(\S+);', block, re.MULTILINE)


def connection_in_nginx(address: str) -> str:
    for pattern, _value in nginx_map("fanfare_connection"):
        if match := re.search(pattern.replace("(?<", "(?P<"), address):
            return match["net"]
    return address


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::9", True),
        ("2001:db8::5:6:7:8", "2001:db8::5", True),
        ("2001:db8:1::1", "2001:db8:1::2", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("203.0.113.9", "203.0.113.10", False),
    ],
)
def test_the_proxy_takes_a_home_network_for_one_connection(one: str, other: str, same: bool) -> None:
    assert (connection_in_nginx(one) == connection_in_nginx(other)) is same


@pytest.mark.parametrize(
    ("sent", "large"), [("12345678 ", True), (" chunked", True), ("9999999 ", False), (" ", False)]
)
def test_bodies_that_tell_no_length_count_as_large(sent: str, large: bool) -> None:
    assert any(re.search(pattern, sent) for pattern, _value in nginx_map("fanfare_large_of")) is large


def test_the_web_server_and_its_proxy_agree_on_time() -> None:
    (patience,) = re.findall(r"--timeout (\d+)", (DEPLOY / "fanfare-web.service").read_text())
    (read,) = re.findall(r"proxy_read_timeout\s+(\d+)s", NGINX)
    assert int(read) > int(patience)
    assert "max_fails=0" in NGINX
    assert "proxy_request_buffering on;" in NGINX


@pytest.mark.parametrize(("unit", "program"), [("fanfare-web", "gunicorn"), ("fanfare-beat", "celery")])
def test_units_start_what_the_guide_starts(unit: str, program: str) -> None:
    (command,) = re.findall(
        rf"^ExecStart=/opt/fanfare/\.venv/bin/({program} .*)$", (DEPLOY / f"{unit}.service").read_text(), re.MULTILINE
    )
    words = [word for word in command.split() if word not in {"--graceful-timeout", "20"}]
    assert " ".join(words) in COMMANDS


def test_workers_of_the_guide_have_names_of_their_own_and_serve_every_queue() -> None:
    lines = [line for line in GUIDE.splitlines() if line.startswith("celery -A ugc_platform worker")]
    names = re.findall(r"-n (\S+)", "\n".join(lines))
    queues = ",".join(re.findall(r"-Q (\S+)", "\n".join(lines))).split(",")
    assert (len(names), len(set(names))) == (len(lines), len(lines))
    assert sorted(queues) == sorted(settings.QUEUES)
    unit = (DEPLOY / "fanfare-worker@.service").read_text()
    assert "-n %i@%%h" in unit
    assert re.findall(r"QUEUES=(\S+)", unit) == re.findall(r"-Q (\S+)", "\n".join(lines))


def test_rabbitmq_waits_longer_than_the_longest_work() -> None:
    (milliseconds,) = re.findall(r"^consumer_timeout = (\d+)$", (DEPLOY / "rabbitmq.conf").read_text(), re.MULTILINE)
    assert int(milliseconds) / 1000 > max(LONGEST_EXPORT, LONGEST_RENDERING).total_seconds()


def test_the_example_logs_in_as_the_role_that_owns_nothing() -> None:
    example = (DEPLOY / "environment.example").read_text()
    (role,) = re.findall(r"^DATABASE_URL=postgres://(\w+):", example, re.MULTILINE)
    assert re.findall(r"`DATABASE_URL=postgres://(\w+):", GUIDE) == [role]
    assert "DATABASE_OWNER_URL" not in example


def test_every_variable_of_the_example_is_one_of_ours() -> None:
    names = re.findall(r"^([A-Z_0-9]+)=", (DEPLOY / "environment.example").read_text(), re.MULTILINE)
    assert len(names) > 10
    assert [name for name in names if f"`{name}`" not in SETTINGS and name != "S3_SECRET_ACCESS_KEY"] == []
