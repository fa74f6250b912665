"""What the numbers were measured on."""
import os
import platform
import re
import shutil
import subprocess
import time
from pathlib import Path

from . import placement
from .contest import program


def _first(pattern, text, default="unknown"):
    found = re.search(pattern, text, re.M)
    return found.group(1).strip() if found else default


def _says(*words):
    """The first line that a command prints; empty where there is no such command."""
    path = shutil.which(words[0], path=os.environ["PATH"] + ":/usr/sbin")
    if not path:
        return ""
    ended = subprocess.run([path, *words[1:]], capture_output=True, text=True)
    return (ended.stdout or ended.stderr).partition("\n")[0].strip()


def _file_system(folder):
    """Type of the file system that holds a folder."""
    best = ("", "unknown")
    for line in Path("/proc/mounts").read_text().splitlines():
        _, mount, kind, *_ = line.split()
        if str(folder).startswith(mount) and len(mount) > len(best[0]):
            best = (mount, kind)
    return best[1]


def machine(setting):
    """name: text, in the order in which it is told."""
    cpu = Path("/proc/cpuinfo").read_text()
    memory = int(_first(r"^MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text(), "0"))
    disk = program(placement.client("free", [setting.programs / "disk", setting.output / "disk.probe", 500]))
    peers = [_says("ovsdb-server", "--version"), _says("redis-server", "--version").partition(" sha")[0],
             "sqlite3 " + _says("sqlite3", "--version").partition(" ")[0]]
    kind = _file_system(setting.output.resolve())
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": _says("git", "rev-parse", "--short", "HEAD") or "unknown",
        "processors": f"{os.cpu_count()} × {_first(r'^model name.*: (.*)', cpu)}"
                      + (", virtual" if "hypervisor" in cpu else ""),
        "memory": f"{memory / (1 << 20):.0f} GiB",
        "system": f"Linux {platform.release()}, {_first(r'^PRETTY_NAME=.(.*).$', Path('/etc/os-release').read_text())}",
        "disk": f"{kind}{' (not a disk: durable rates mean nothing)' if kind == 'tmpfs' else ''}; a page appended and "
                f"synced takes {disk['append_p50_us']:.0f} µs (p99 {disk['append_p99_us']:.0f}), one written over "
                f"{disk['over_p50_us']:.0f} µs",
        "SQLite": program([setting.programs / "raw", "version"])["version"],
        "peers": "; ".join(peer for peer in peers if peer and not peer.endswith(" ")) or "none installed",
        "runs": str(setting.runs) + ("" if setting.effort == 1 else f", each of {setting.effort:g} of the requests"),
    }
