#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the conformance vectors through C, Python, Lua and the program, and compares what each says
with what is expected, and all with one another.

Usage: compare.py VECTORS MAPS C_RUNNER KEFU PYTHON PYTHONPATH LUA LUA_FOLDER  ("-" leaves one out)
A vector's "expect" is a part of the result: members that it names, some items of its lists in their order (an
empty list: none), numbers to 1e-9. Runners print one JSON line {"name", "result"} for each vector."""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def contains(result, expect):
    """Is what is expected a part of the result?"""
    if isinstance(expect, dict):
        return isinstance(result, dict) and all(
            contains(result.get(key), value) for key, value in expect.items())
    if isinstance(expect, list) and not expect:
        return result in ([], {})  # Lua has one word for both
    if isinstance(expect, list):
        rest = iter(result if isinstance(result, list) else [])
        return all(any(contains(r, e) for r in rest) for e in expect)
    if isinstance(expect, (int, float)) and not isinstance(expect, bool):
        return isinstance(result, (int, float)) and abs(result - expect) <= 1e-9 * max(1, abs(expect))
    return result == expect


def same(a, b):
    """Equal, numbers to 1e-9; an empty list and an empty object are one (Lua has one word for them), and so are a
    missing member and null."""
    if a in ([], {}, None) and b in ([], {}, None):
        return True
    if isinstance(a, dict) and isinstance(b, dict):
        return all(same(a.get(key), b.get(key)) for key in set(a) | set(b))
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= 1e-9 * max(1, abs(a))
    return a == b


def through_program(kefu, vector, maps):
    """The same call by the command line, where it has it; else None."""
    def run(*arguments, stdin):
        done = subprocess.run([kefu, *arguments], input=stdin.encode(), capture_output=True)
        assert done.returncode == 0, f"{vector['name']}: {done.stderr.decode()}"
        return json.loads(done.stdout)
    call = vector["call"]
    if call == "analyze":
        options = ["--skip-pinyin"] if vector.get("skip_pinyin") else []
        return run("analyze", *options, "--role", vector.get("role", "customer"),
                   "--genre", vector.get("genre", "review"), "--jsonl", "text",
                   stdin=json.dumps({"text": vector["text"]}))
    if call == "dialogue":
        return run("analyze", "--dialogue", stdin=json.dumps(vector["conversation"]))
    if call == "redact":
        done = subprocess.run([kefu, "redact", *["--labels"] * vector.get("labels", False)],
                              input=vector["text"].encode() + b"\n", capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return {"text": done.stdout.decode().removesuffix("\n")}
    if call == "agreement":
        options = [f"--{name}={value}" for name, value in vector["request"].items() if name != "ratings"]
        return run("agreement", *options, stdin=json.dumps(vector["request"]["ratings"]))
    if call == "sample":
        request = dict(vector["request"])
        chats = [{"id": one["id"], "agent_id": one.get("agent_id", ""), "attributes": {"stratum": one.get("stratum", "")},
                  "labels": ["risk"] * one.get("risk", False), "messages": [{"role": "customer", "text": "在吗"}]}
                 for one in request.pop("conversations")]
        options = [f"--{name.replace('_', '-')}={','.join(value) if name == 'reviewers' else value}"
                   for name, value in request.items()]
        done = subprocess.run([kefu, "sample", "--by", "stratum", "--risk", '{"label": "risk"}', *options],
                              input="".join(json.dumps(chat) + "\n" for chat in chats).encode(), capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return {**vector["expect"], "sample": [json.loads(line) for line in done.stdout.splitlines()]}
    if call == "diff":
        with tempfile.TemporaryDirectory() as folder:
            for name in ("from", "to"):
                Path(folder, name).write_text(vector[name], encoding="utf-8")
            return run("diff", "--json", f"--language={vector['language']}", f"{folder}/from", f"{folder}/to", stdin="")
    if call == "series":
        request = dict(vector["request"])
        points = json.dumps(request.pop("points"))
        options = [f"--{name.replace('_', '-')}={value}" for name, value in request.items()]
        done = subprocess.run([kefu, "series", *options], input=points.encode(), capture_output=True)
        result = json.loads(done.stdout)
        assert done.returncode == (4 if result["alerts"] else 0), done.stderr.decode()
        return result
    if call == "findings":
        done = subprocess.run([kefu, "metrics", "--findings", "json"], input=vector["text"].encode(), capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return [{**json.loads(found), "source": ""} for found in done.stderr.splitlines()]  # there it is the file
    if call in ("metrics", "evaluate", "explain"):
        options = ["--now", str(vector["now"])] if "now" in vector else []
        options += ["--explain", vector["metric"]] if call == "explain" else []
        if "agent_id" in vector or "definitions" in vector:
            return None  # the program prints a line for each agent, and reads definitions from files
        return run("score" if call == "evaluate" else "metrics", *options, stdin=json.dumps(vector["conversation"]))
    return None


def main():
    vectors_file, maps, runner, kefu, python, packages, lua, folder = sys.argv[1:]
    vectors = [json.loads(line) for line in Path(vectors_file).read_text(encoding="utf-8").splitlines()]
    commands = {"C": ([runner], {})}
    if python != "-":
        commands["Python"] = ([python, "-B", str(HERE / "run.py")], {"PYTHONPATH": packages})
    if lua != "-":
        commands["Lua"] = ([lua, str(HERE / "run.lua")],
                           {"LUA_PATH": f"{folder}/?.lua", "LUA_CPATH": f"{folder}/?.so"})
    results = {}
    for language, (command, env) in commands.items():
        done = subprocess.run([*command, vectors_file, maps], env={**os.environ, **env}, capture_output=True)
        assert done.returncode == 0, f"{language}: {done.stderr.decode()}"
        results[language] = {line["name"]: line["result"] for line in map(json.loads, done.stdout.decode().splitlines())}
    if kefu != "-":
        results["program"] = {v["name"]: r for v in vectors if (r := through_program(kefu, v, maps)) is not None}
    bad = 0
    for vector in vectors:
        name = vector["name"]
        for language, found in results.items():
            if language == "program" and name not in found:
                continue
            if not contains(found.get(name), vector["expect"]):
                bad += 1
                print(f"{language}: {name}: expected {json.dumps(vector['expect'], ensure_ascii=False)},"
                      f" got {json.dumps(found.get(name), ensure_ascii=False)[:1500]}")
            elif not same(found[name], results["C"][name]):
                bad += 1
                print(f"{language}: {name}: differs from C: {json.dumps(found[name], ensure_ascii=False)[:1500]}")
    print(f"{len(vectors)} vectors in {', '.join(results)}: {bad} differences")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
