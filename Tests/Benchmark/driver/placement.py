"""Which processor runs what. Placement decides more than most code does, so every row names its own."""
import os
import subprocess

_last = max(os.sched_getaffinity(0))
_first = min(os.sched_getaffinity(0))
_all = ",".join(str(cpu) for cpu in sorted(os.sched_getaffinity(0)))

# name: the processors of the server, and of the client
PLACES = {
    "same": (str(_last), str(_last)),
    "split": (str(_first), str(_last)),
    "free": (_all, _all),
}


def pin(process, place):
    """Puts all threads of a server where the place has the server; new threads inherit that."""
    subprocess.run(["taskset", "-a", "-p", "-c", PLACES[place][0], str(process)], check=True,
                   stdout=subprocess.DEVNULL)


def client(place, words):
    """The words of a command that runs where the place has the client."""
    return ["taskset", "-c", PLACES[place][1], *map(str, words)]


def load_average():
    return round(os.getloadavg()[0], 2)
