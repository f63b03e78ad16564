"""What lies in deploy/ fits the site: units, container, compose file, proxy, environment."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from kb.command_line import SHORT

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
CONTAINER = re.sub(r"\\\n\s*", "", (DEPLOY / "Containerfile").read_text())


def documented() -> set[str]:
    text = (ROOT / "docs" / "configuration.md").read_text()
    names = set(re.findall(r"`([A-Z][A-Z_]+)`", text))
    return names | {f"{name}_FILE" for name in names}


def check_command(words: list[str]) -> None:
    """Fail unless ``strata`` knows the command and its options."""
    name, *options = words
    name = SHORT.get(name, name)
    command = load_command_class(get_commands()[name], name)
    command.create_parser("strata", name).parse_args(options)


def directives(path: Path, name: str) -> list[str]:
    return re.findall(rf"(?m)^{name}=(.*)$", path.read_text())


# --- systemd --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_there_are(path):
    for line in [*directives(path, "ExecStartPre"), *directives(path, "ExecStart")]:
        program, *words = shlex.split(line)
        assert program == "/opt/strata/bin/strata"
        check_command(words)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_what_systemd_understands(path, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    for each in UNITS:  # their program is not installed here
        text = each.read_text().replace("/opt/strata/bin/strata", "/bin/true")
        (tmp_path / each.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / path.name)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    complaints = [line for line in done.stderr.splitlines() if "strata" in line]
    assert complaints == []
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "path", sorted((DEPLOY / "systemd").glob("*.service")), ids=lambda p: p.name
)
def test_services_have_no_rights_and_write_nowhere_but_at_home(path):
    assert directives(path, "CapabilityBoundingSet") == [""]
    assert directives(path, "NoNewPrivileges") == ["yes"]
    assert directives(path, "ProtectSystem") == ["strict"]
    assert directives(path, "User") == ["strata"]
    assert directives(path, "UMask") == ["0077"]


def test_units_may_write_where_their_environment_says():
    environment = dict(
        line.split("=", 1)
        for line in (DEPLOY / "strata.env.example").read_text().splitlines()
        if line and not line.startswith("#")
    )
    unit = DEPLOY / "systemd" / "strata.service"
    [state], [runtime] = directives(unit, "StateDirectory"), directives(unit, "RuntimeDirectory")
    assert environment["KB_VAR_DIR"] == f"/var/lib/{state}"
    assert environment["KB_STATIC_ROOT"].startswith(f"/var/lib/{state}/")
    assert environment["KB_METRICS_DIR"].startswith(f"/run/{runtime}/")


# --- environment ----------------------------------------------------------------------------


def test_every_variable_is_one_of_the_sites():
    text = (DEPLOY / "strata.env.example").read_text()
    named = set(re.findall(r"(?m)^#? ?([A-Z_]+)=", text)) | set(site()["environment"])
    named |= set(re.findall(r"(?<![\w-])(KB_\w+|DEBUG)=", CONTAINER))
    assert named - documented() == set()


# --- containers -----------------------------------------------------------------------------


def site() -> dict:
    return COMPOSE["services"]["site"]


def test_compose_file_names_nothing_that_it_does_not_have():
    services = COMPOSE["services"]
    for name, service in services.items():
        assert ("image" in service) != ("build" in service), name
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"]), name
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert volumes <= set(COMPOSE["volumes"]), name
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] in ("service_started", "service_healthy")
            is_checked = "healthcheck" in services[other]
            assert is_checked or how["condition"] != "service_healthy"
        for variable, value in service.get("environment", {}).items():
            if variable.endswith("_FILE"):
                assert Path(value).parent == Path("/run/secrets")
                assert Path(value).name in service["secrets"], variable
    build = site()["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Containerfile"


def test_compose_file_waits_until_the_site_has_answered_what_it_began():
    [grace] = re.findall(r"^(\d+)s$", site()["stop_grace_period"])
    from kb.management.commands.serve import server

    [patience] = (re.findall(r"kill-timeout=(\d+)", " ".join(server("", 0, 1)))) or [0]
    assert int(grace) > int(patience)
    [stop] = directives(DEPLOY / "systemd" / "strata.service", "TimeoutStopSec")
    assert int(stop) > int(patience)


def instructions(name: str) -> list[str]:
    return re.findall(rf"(?m)^{name} (.*)$", CONTAINER)


def test_container_copies_what_there_is_and_runs_a_command_that_there_is():
    known = "FROM WORKDIR COPY RUN ENV USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD"
    lines = [line for line in CONTAINER.splitlines() if line and not line.startswith("#")]
    assert {line.split()[0] for line in lines} <= set(known.split())
    for line in instructions("COPY"):
        if not line.startswith("--from"):
            assert (ROOT / line.split()[0]).exists(), line
    assert instructions("ENTRYPOINT") == ['["strata"]']
    check_command(json.loads(instructions("CMD")[0]))
    assert instructions("USER") == ["strata"]
    assert instructions("STOPSIGNAL") == ["SIGTERM"]


def test_container_asks_itself_whether_it_is_well_in_python_that_compiles():
    [check] = instructions("HEALTHCHECK")
    program = json.loads(check.partition("CMD ")[2])
    assert program[:2] == ["python", "-c"]
    compile(program[2], "healthcheck", "exec")
    [port] = instructions("EXPOSE")
    assert f":{port}/healthz" in program[2]


# --- nginx ----------------------------------------------------------------------------------


def filled(tmp_path: Path) -> str:
    text = (DEPLOY / "nginx" / "strata.conf").read_text()
    places = {
        "CACHE": tmp_path / "pages", "BACKEND": "127.0.0.1:8000", "LISTEN": "127.0.0.1:8140",
        "HOST": "kb.example.org", "LOG": tmp_path / "access.log", "SCHEME": "https",
        "STATIC": tmp_path / "static",
    }  # fmt: skip
    for name, value in places.items():
        text = text.replace(f"@{name}@", str(value))
    return text


def test_proxy_has_no_place_left_to_fill_in(tmp_path):
    assert re.findall(r"@[A-Z]+@", filled(tmp_path)) == []


def test_proxy_is_what_nginx_understands(tmp_path):
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if not nginx:
        pytest.skip("nginx is not installed")
    (tmp_path / "site.conf").write_text(filled(tmp_path))
    paths = "".join(
        f"{name}_temp_path {tmp_path}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log;\n"
        f"events {{}} http {{ {paths} include {tmp_path}/site.conf; }}\n"
    )
    done = subprocess.run(
        [nginx, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_every_place_of_the_proxy_that_adds_a_header_adds_the_number_too():
    """nginx hands a server's headers down only to places that add none of their own."""
    text = (DEPLOY / "nginx" / "strata.conf").read_text()
    for block in re.findall(r"location [^{]+\{([^}]*)\}", text):
        if "add_header" in block:
            assert "add_header X-Request-ID $strata_number always;" in block
