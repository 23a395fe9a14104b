"""Fetching a model, from a real server that behaves and from ones that do not."""

from __future__ import annotations

import hashlib
import io
import os
import re
import resource
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from companion.cli import main
from companion.errors import InputError, ModelError, OutputError, UsageError
from models.catalogue import ModelEntry, OfficialFile
from models.downloading import PULLED
from models.importing import Import, import_model
from models.pulling import PART, Pull, choose, pull_model
from models.registry import Registry

NAME = "vosk-model-tiny"
pytestmark = pytest.mark.loopback


def archive(filling: int = 300_000) -> bytes:
    """A zip that looks like a Vosk model; what is in it cannot be packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        out.writestr(f"{NAME}/am/final.mdl", os.urandom(filling))
        out.writestr(f"{NAME}/conf/model.conf", "--beam=10\n")
    return made.getvalue()


@dataclass
class Site:
    """What the server has, and how it misbehaves."""

    content: bytes
    ranges: bool = True
    tag: str = '"first"'
    breaks_after: int | None = None
    """Bytes after which the connection is dropped, once."""
    status: int = 200
    moved_to: str = ""
    asked: list[str | None] = field(default_factory=list)
    """The Range of every request."""
    address: str = ""


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        site = self.site
        wanted = self.headers.get("Range")
        site.asked.append(wanted)
        if site.moved_to:
            self.send_response(302)
            self.send_header("Location", site.moved_to)
            self.end_headers()
            return
        if site.status != 200:
            self.send_error(site.status)
            return
        start = 0
        if wanted and site.ranges and self.headers.get("If-Range") == site.tag:
            start = int(re.findall(r"\d+", wanted)[0])
            if start >= len(site.content):
                self.send_error(416)
                return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(site.content) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(site.content) - 1}/{len(site.content)}")
        if site.tag:
            self.send_header("ETag", site.tag)
        self.end_headers()
        body, site.breaks_after = site.content[start:][: site.breaks_after], None
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site(archive())
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"site": made}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield made
    server.shutdown()
    server.server_close()
    thread.join(5)


def entry(content: bytes, **fields: object) -> ModelEntry:
    one = {
        "path": f"{NAME}.zip",
        "url": "https://models.example/" + f"{NAME}.zip",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "seen": 3,
        **fields,
    }
    file = OfficialFile.model_validate(one)
    return ModelEntry(
        name=NAME, job="asr", engine="vosk", language="en", licence="Apache-2.0", product_use="yes", file=(file,)
    )


def pulled(registry: Registry, site: Site, wanted: ModelEntry | None = None, *, trust: bool = False) -> list[int]:
    """How far it was, each time it told."""
    told: list[int] = []
    pull = Pull(entry=wanted or entry(site.content), prefix=site.address, insecure=True, trust=trust)
    pull_model(registry, pull, lambda done, _whole: told.append(done))
    return told


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def parts(registry: Registry) -> list[str]:
    return sorted(path.name for path in (registry.folder / PULLED).iterdir() if path.name != "lock")


def test_a_model_is_fetched_verified_and_installed(registry: Registry, site: Site) -> None:
    told = pulled(registry, site)
    assert told[0] == 0
    assert told[-1] == len(site.content)
    found = registry.find("asr", "en")
    assert found is not None
    assert (found / "am" / "final.mdl").stat().st_size == 300_000
    assert parts(registry) == []


def test_an_interrupted_pull_goes_on_where_it_was(registry: Registry, site: Site) -> None:
    site.breaks_after = 100_000
    with pytest.raises(InputError, match="goes on where it was"):
        pulled(registry, site)
    assert registry.installed() == ()
    told = pulled(registry, site)
    assert site.asked[1] == "bytes=100000-"
    assert told[0] == 100_000
    assert registry.find("asr", "en") is not None


def test_a_server_that_knows_no_ranges_is_asked_for_all_of_it_again(registry: Registry, site: Site) -> None:
    site.breaks_after, site.ranges = 100_000, False
    with pytest.raises(InputError):
        pulled(registry, site)
    assert pulled(registry, site)[0] == 0
    assert registry.find("asr", "en") is not None


def test_a_file_that_changed_in_between_is_fetched_anew(registry: Registry, site: Site) -> None:
    site.breaks_after = 100_000
    with pytest.raises(InputError):
        pulled(registry, site)
    site.content, site.tag = archive(), '"second"'
    pulled(registry, site)
    assert registry.find("asr", "en") is not None


def test_without_a_name_for_the_file_nothing_is_pieced_together(registry: Registry, site: Site) -> None:
    site.breaks_after, site.tag = 100_000, ""
    with pytest.raises(InputError):
        pulled(registry, site)
    pulled(registry, site)
    assert site.asked == [None, None]


@pytest.mark.parametrize("left", [b"x" * 10_000_000, b"x" * 400_000], ids=["much longer", "longer"])
def test_a_part_of_something_else_is_thrown_away(registry: Registry, site: Site, left: bytes) -> None:
    folder = registry.folder / PULLED
    folder.mkdir(parents=True)
    (folder / f"{NAME}.zip{PART}").write_bytes(left)
    pulled(registry, site)
    assert registry.find("asr", "en") is not None


def test_a_wrong_part_of_the_right_length_is_refused_and_the_next_pull_is_right(registry: Registry, site: Site) -> None:
    folder = registry.folder / PULLED
    folder.mkdir(parents=True)
    (folder / f"{NAME}.zip{PART}").write_bytes(b"x" * len(site.content))
    with pytest.raises(ModelError, match="not the official file"):
        pulled(registry, site)
    pulled(registry, site)
    assert registry.find("asr", "en") is not None


def test_what_is_not_the_official_file_is_removed(registry: Registry, site: Site) -> None:
    wanted = entry(site.content)
    site.content = site.content[:-1] + bytes([site.content[-1] ^ 1])
    with pytest.raises(ModelError, match="SHA-256 differs"):
        pulled(registry, site, wanted)
    assert parts(registry) == []
    assert registry.installed() == ()


def test_a_file_of_another_length_is_refused_before_it_is_fetched(registry: Registry, site: Site) -> None:
    wanted = entry(site.content)
    site.content += b"more" * 100_000
    with pytest.raises(ModelError, match="not the official file"):
        pulled(registry, site, wanted)
    assert registry.installed() == ()


def test_half_a_zip_is_no_model_although_its_digest_is_right(registry: Registry, site: Site) -> None:
    site.content = site.content[: len(site.content) // 2]
    with pytest.raises(InputError, match="not a whole zip"):
        pulled(registry, site)
    assert registry.installed() == ()


@pytest.mark.parametrize("status", [404, 403, 500, 503])
def test_what_the_server_does_not_have_is_told_in_one_sentence(registry: Registry, site: Site, status: int) -> None:
    site.status = status
    with pytest.raises(InputError, match=str(status)):
        pulled(registry, site)


def test_nobody_there_is_told_too(registry: Registry) -> None:
    wanted = Pull(entry=entry(b"x"), prefix="http://127.0.0.1:9", insecure=True)
    with pytest.raises(InputError, match="cannot be reached"):
        pull_model(registry, wanted)


@pytest.mark.parametrize("target", ["http://127.0.0.1:9/a.zip", "file:///etc/passwd", "ftp://example.org/a"])
def test_plain_http_is_refused_and_so_is_a_redirect_to_it(registry: Registry, site: Site, target: str) -> None:
    with pytest.raises(UsageError, match="HTTPS only"):
        pull_model(registry, Pull(entry=entry(site.content), prefix=site.address))
    assert site.asked == []
    if not target.startswith("http:"):
        site.moved_to = target
        with pytest.raises((UsageError, InputError)):
            pulled(registry, site)
        assert registry.installed() == ()


def test_a_full_disk_is_told_before_anything_is_fetched(registry: Registry, site: Site) -> None:
    with pytest.raises(OutputError, match="no room"):
        pulled(registry, site, entry(site.content, bytes=10**15))
    assert site.asked == []


def test_a_disk_that_fills_up_is_told_and_the_part_goes_on_later(tmp_path: Path, site: Site) -> None:
    """A limit on the size of files stands in for a full disk: the write fails in the same place."""
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))\n"
        "sys.path[:0] = sys.argv[4:]\n"
        "from test_pulling import entry\n"
        "from models.pulling import Pull, pull_model; from models.registry import Registry\n"
        "from companion.errors import OutputError\n"
        "try: pull_model(Registry(Path(sys.argv[1])), Pull(entry=entry(Path(sys.argv[3]).read_bytes()),"
        " prefix=sys.argv[2], insecure=True))\n"
        "except OutputError as error: print(error); sys.exit(error.exit_code)\n"
    )
    content = tmp_path / "content"
    content.write_bytes(site.content)
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "models"), site.address, str(content), str(here)],
        capture_output=True,
        text=True,
        cwd=here.parent.parent,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
    )
    assert done.returncode == 4, done.stderr
    assert "cannot be written" in done.stdout
    registry = Registry(tmp_path / "models")
    assert registry.installed() == ()
    assert pulled(registry, site)[0] > 0


def test_a_read_only_place_is_told(tmp_path: Path, site: Site) -> None:
    (tmp_path / "models").write_text("a file, not a folder")
    with pytest.raises(OutputError, match="cannot be written"):
        pulled(Registry(tmp_path / "models"), site)


def test_one_pull_at_a_time(registry: Registry, site: Site) -> None:
    import fcntl

    (registry.folder / PULLED).mkdir(parents=True)
    with (registry.folder / PULLED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(OutputError, match="Another pull"):
            pulled(registry, site)


def test_what_nobody_has_published_a_digest_of_needs_the_owners_word(registry: Registry, site: Site) -> None:
    unknown = entry(site.content, sha256=None)
    with pytest.raises(UsageError, match="P11"):
        pulled(registry, site, unknown)
    pulled(registry, site, unknown, trust=True)
    (installed,) = registry.installed()
    assert installed.trusted_by == "owner"
    (installed.path / "am" / "final.mdl").write_bytes(b"changed")
    with pytest.raises(ModelError):
        registry.verify(installed)


def test_a_killed_pull_leaves_nothing_that_passes_for_a_model_and_is_resumed(tmp_path: Path, site: Site) -> None:
    site.content = archive(3_000_000)
    program = (
        "import os, sys; sys.path[:0] = sys.argv[4:]\n"
        "from pathlib import Path; from test_pulling import entry\n"
        "from models.pulling import Pull, pull_model; from models.registry import Registry\n"
        "def told(done, whole):\n"
        "    if done > 500_000: os.kill(os.getpid(), 9)\n"
        "pull_model(Registry(Path(sys.argv[1])), Pull(entry=entry(Path(sys.argv[3]).read_bytes()),"
        " prefix=sys.argv[2], insecure=True), told)\n"
    )
    content = tmp_path / "content"
    content.write_bytes(site.content)
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "models"), site.address, str(content), str(here)],
        cwd=here.parent.parent,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    registry = Registry(tmp_path / "models")
    assert registry.installed() == ()
    assert pulled(registry, site)[0] >= 400_000
    assert registry.find("asr", "en") is not None


def test_a_voice_comes_with_its_settings(registry: Registry, site: Site) -> None:
    """Piper's voices are two files; each is held to its own digest."""
    sound, settings = os.urandom(50_000), b'{"language": {"family": "en"}}'
    by_name = {"tiny.onnx": sound, "tiny.onnx.json": settings}
    files = tuple(
        OfficialFile(
            path=name,
            url=f"https://voices.example/{name}",
            bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        for name, content in by_name.items()
    )
    voice = ModelEntry(
        name="tiny", job="tts", engine="piper", language="en", licence="CC0", product_use="yes", file=files
    )
    original = Handler.do_GET

    def by_path(self: Handler) -> None:
        self.site.content = by_name[self.path.lstrip("/")]
        original(self)

    Handler.do_GET = by_path  # type: ignore[method-assign]
    try:
        pulled(registry, site, voice)
    finally:
        Handler.do_GET = original  # type: ignore[method-assign]
    found = registry.find("tts", "en")
    assert found is not None
    assert found.read_bytes() == sound


def test_without_names_the_first_that_may_be_used_is_taken(registry: Registry) -> None:
    chosen = choose(registry, (), "en")
    assert [one.name for one in chosen] == ["vosk-model-small-en-us-0.15"]
    assert [one.name for one in choose(registry, ("en_US-ryan-medium",), None)] == ["en_US-ryan-medium"]
    with pytest.raises(UsageError, match="models list"):
        choose(registry, ("nonsense",), None)
    with pytest.raises(UsageError, match="xx"):
        choose(registry, (), "xx")


def test_the_command_tells_licence_and_trouble_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    assert main(["models", "pull", "--from", "http://127.0.0.1:9", "--insecure"]) == InputError.exit_code
    told = capsys.readouterr().err
    assert "Apache-2.0" in told
    assert "run the same command again" in told
    assert "Traceback" not in told


def test_a_model_that_was_changed_is_fetched_again_and_a_whole_one_is_not(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    monkeypatch.setattr(Registry, "known", lambda _: (entry(site.content),))
    pull = ["models", "pull", NAME, "--from", site.address, "--insecure"]
    registry = Registry(tmp_path / "models")
    assert main(pull) == 0
    assert main(pull) == 0
    assert len(site.asked) == 1
    assert "installed already, and whole" in capsys.readouterr().out
    # As an import that was killed by an earlier version of the program left it.
    (registry.folder / "lock.json").unlink()
    with pytest.raises(ModelError):
        registry.find("asr", "en")
    assert main(pull) == 0
    assert len(site.asked) == 2
    assert "fetched again" in capsys.readouterr().err
    assert registry.find("asr", "en") is not None


def test_a_mirror_may_be_a_folder(registry: Registry, tmp_path: Path) -> None:
    content = archive()
    (tmp_path / f"{NAME}.zip").write_bytes(content)
    pull_model(registry, Pull(entry=entry(content), prefix=str(tmp_path)))
    assert registry.find("asr", "en") is not None


def test_a_folder_without_the_file_or_with_another_is_refused(registry: Registry, tmp_path: Path) -> None:
    content = archive()
    with pytest.raises(InputError, match="There is no"):
        pull_model(registry, Pull(entry=entry(content), prefix=str(tmp_path)))
    (tmp_path / f"{NAME}.zip").write_bytes(archive())
    with pytest.raises(ModelError, match="SHA-256"):
        pull_model(registry, Pull(entry=entry(content), prefix=str(tmp_path)))
    assert registry.installed() == ()


def test_an_md5_guards_against_accidents_where_there_is_nothing_better(registry: Registry, site: Site) -> None:
    wrong = entry(site.content, sha256=None, md5="0" * 32)
    with pytest.raises(ModelError, match="not the official file"):
        pulled(registry, site, wrong, trust=True)
    right = entry(site.content, sha256=None, md5=hashlib.md5(site.content, usedforsecurity=False).hexdigest())
    pulled(registry, site, right, trust=True)
    assert registry.find("asr", "en") is not None


@pytest.mark.parametrize("address", ["https://[", "nonsense", "//x"])
def test_what_is_no_address_is_told(registry: Registry, address: str) -> None:
    with pytest.raises(UsageError):
        pull_model(registry, Pull(entry=entry(b"x"), prefix=address))


def test_nobody_installs_under_an_official_name_what_is_not_official(registry: Registry, tmp_path: Path) -> None:
    """P11: "it was fetched as that" is believed by its digests alone."""
    folder = tmp_path / NAME
    (folder / "am").mkdir(parents=True)
    (folder / "am" / "final.mdl").write_bytes(b"evil")
    with pytest.raises(ModelError, match="not in the manifest"):
        import_model(registry, Import(source=folder, fetched=entry(archive())))
    assert registry.installed() == ()


def test_links_and_devices_in_a_folder_are_refused(registry: Registry, tmp_path: Path) -> None:
    folder = tmp_path / NAME
    (folder / "am").mkdir(parents=True)
    (folder / "am" / "final.mdl").symlink_to("/dev/zero")
    with pytest.raises(InputError, match="link or a device"):
        import_model(registry, Import(source=folder, trust=True))


def test_a_zip_that_would_fill_the_disk_is_not_unpacked(registry: Registry, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(f"{NAME}/zeros", b"\0" * 1_000_000, compresslevel=1)
        # As large as its directory says; to write so much in a test would take as long as to unpack it.
        out.filelist[0].file_size = 5_000_000_000
    with pytest.raises(OutputError, match="Unpacked"):
        import_model(registry, Import(source=bomb, trust=True))


def test_a_stick_with_the_zip_on_it_will_do(registry: Registry, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "model.zip").write_bytes(archive())
    (stick / "readme.txt").write_text("from home")
    made = import_model(registry, Import(source=stick, trust=True))
    assert made.name == NAME


def test_what_a_killed_import_left_is_swept_and_two_do_not_meet(registry: Registry, tmp_path: Path) -> None:
    import fcntl

    left = registry.folder / ".importing-abc"
    left.mkdir(parents=True)
    (left / "big").write_bytes(b"x")
    (tmp_path / "m.zip").write_bytes(archive())
    with (registry.folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(OutputError, match="Another import"):
            import_model(registry, Import(source=tmp_path / "m.zip", trust=True))
    import_model(registry, Import(source=tmp_path / "m.zip", trust=True))
    assert not left.exists()
