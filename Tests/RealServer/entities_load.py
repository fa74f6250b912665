"""Loads a file by the real server's own import, and prints the seconds that it took.

Runs with the real models: TOOL VERSION DATABASE entities_load.py FILE"""
import sys
import time

import yaml
from vantage6.server.controller import fixture

with open(sys.argv[1], encoding="utf-8") as file:
    entities = yaml.safe_load(file)
start = time.perf_counter()
fixture.load(entities)
print(time.perf_counter() - start)
