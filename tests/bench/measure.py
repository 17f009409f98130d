#!/usr/bin/env python3
"""Runs programs and says what each run cost. Reads one JSON object on stdin, writes one on stdout.

in:  {"rounds": 5, "commands": [{"name": "cold", "argv": [...], "env": {...}, "cwd": "...", "stdin": "...", "fresh": "folder or null", "memory": false}]}
out: {"cold": [{"wall_ms": 1.2, "cpu_ms": 1.0, "peak_kb": 5120, "code": 0, "stdout": "last run's output"}, ...]}

The commands alternate within each round (A/B/A/B), so that a busy machine burdens all of them alike. `fresh` is removed
before each run. Wall and CPU come from wait4. `memory` runs the program under time(1), whose own size is small: a child
forked from this interpreter would report the interpreter's peak as its own. peak_kb is null without `memory`.
"""
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time


def run(command):
    if command.get("fresh"):
        shutil.rmtree(command["fresh"], ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        peak_file = os.path.join(scratch, "peak")
        prefix = ["/usr/bin/time", "-f", "%M", "-o", peak_file] if command.get("memory") else []
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.perf_counter()
        done = subprocess.run(prefix + command["argv"], input=command.get("stdin", "").encode(), env=command["env"], cwd=command.get("cwd"), capture_output=True, timeout=600)
        wall = time.perf_counter() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        peak = int(open(peak_file).read().split()[-1]) if prefix else None
    cpu = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    if done.returncode != 0:
        sys.stderr.write("%s ended with %d: %s\n" % (command["name"], done.returncode, done.stderr.decode(errors="replace")[:2000]))
    return {"wall_ms": wall * 1000, "cpu_ms": cpu * 1000, "peak_kb": peak, "code": done.returncode, "stdout": done.stdout.decode(errors="replace")}


def main():
    request = json.load(sys.stdin)
    results = {command["name"]: [] for command in request["commands"]}
    for _ in range(request["rounds"]):
        for command in request["commands"]:
            results[command["name"]].append(run(command))
    for runs in results.values():
        for earlier in runs[:-1]:
            earlier["stdout"] = ""
    json.dump(results, sys.stdout)


main()
