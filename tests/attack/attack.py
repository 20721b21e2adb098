#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The figures of an attack: what is lost when inputs are hostile, memory is short, processes die and
threads run together. attack.py BUILD [SECONDS]: prints "name<TAB>value<TAB>expected" for each;
exit 1 when one misses. SECONDS (4) is the time of each fuzz target."""
import html.parser
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parents[2]
DATA = PROJECT / "examples" / "data"
CONVERSATIONS = DATA / "conversations.jsonl"
KILLS, FLIPS, SEED = 100, 60, 1
RECORD_BYTES, MEMORY_FACTOR_MAX = 16 << 20, 12  # docs/records.md states the factor
SECONDS_MAX = 600  # of a machine that does nothing else
PAYLOADS = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<!--<script>alert(1)", "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>", "\"><b onmouseover=alert(1)>", "' onfocus='alert(1)", "</title><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>", "]]><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "<style>@import'//evil.example'</style>", "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0>", "<form action=//evil.example><input>", "<object data=x>", "<embed src=x>",
    "<link rel=stylesheet href=//evil.example>", "\u2028<script>alert(1)</script>", "<scr\u0000ipt>", "<details open ontoggle=alert(1)>",
    "<math><mtext><img src=x onerror=alert(1)>", "&lt;script&gt;alert(1)", "${alert(1)}`", "\\u003cscript\\u003e"]

misses = []


def row(name, value, expected, good):
    print(name, value, expected, "" if good else "MISSED", sep="\t", flush=True)
    if not good:
        misses.append(name)


def run(*command, **options):
    return subprocess.run([*map(str, command)], capture_output=True, check=False, timeout=600, **options)


def crashed(done):
    return done.returncode < 0 or b"Sanitizer" in done.stderr or b"runtime error" in done.stderr


def fuzz(build, seconds):
    for target in sorted((build / "asan/tests/fuzz").glob("fuzz_*")):
        name = target.name.removeprefix("fuzz_")
        corpus = {"report": "aggregate"}.get(name, "match" if re.fullmatch("match_(portable|avx.*)", name) else name)
        done = run(target, f"-seconds={seconds}", f"-seed={SEED}", PROJECT / "tests/fuzz/corpus" / corpus)
        if done.returncode == 77:
            row(f"fuzz.{name}", "skipped: not on this CPU", "none", True)
            continue
        runs = re.search(rb"(\d+) inputs replayed", done.stdout)
        row(f"fuzz.{name}", f"{'crash' if done.returncode else 'none'} in {int(runs[1]) if runs else 0} runs", "none",
            done.returncode == 0 and runs)


def flips_of_checksummed(build):
    """Bits of a state and an image: every one is noticed."""
    done = run(build / "asan/tests/attack_flips", CONVERSATIONS)
    found = re.findall(r"^(\S+) (\d+) of (\d+)$", done.stdout.decode(), re.M)
    for name, accepted, flips in found:
        row(f"flips.{name}", f"{accepted} of {flips} accepted", "0", accepted == "0")
    row("flips.crashes", int(done.returncode != 0), "0", done.returncode == 0 and len(found) == 2)


def flips_of_documents(build, folder):
    """Bits of a definition, a trained lexicon and records, through the program under sanitizers."""
    kefu, chance = build / "asan/bindings/cli/kefu", random.Random(SEED)
    labels, lexicon, starter = folder / "labels.tsv", folder / "lexicon.json", folder / "starter"
    labels.write_text("".join(f"1\t店\t很好 满意 {i}\n0\t店\t很差 失望 {i}\n" for i in range(60)), "utf-8")
    for command in (("train", "--labels", labels, "-o", lexicon), ("init", starter)):
        made = run(kefu, *command)
        assert made.returncode == 0, made.stderr
    rubric = max(starter.glob("*.json"), key=lambda path: path.stat().st_size)
    records = folder / "records.jsonl"
    records.write_bytes(b"".join(CONVERSATIONS.read_bytes().splitlines(True)[:5]))
    crashes, changed = 0, folder / "changed"
    for source, command in ((rubric, ("check", changed)), (lexicon, ("analyze", "--lexicon", changed, labels)),
                            (records, ("score", changed))):
        for _ in range(FLIPS // 3):
            data = bytearray(source.read_bytes())
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            changed.write_bytes(data)
            crashes += crashed(run(kefu, *command))
    row("flips.documents", f"{crashes} crashes of {FLIPS}", "0", crashes == 0)


def failing_allocations(build):
    """Every allocation of every public function fails once, and those of whole ways through the library."""
    calls, ways = build / "release/tests/oom/oom_calls", build / "release/tests/oom/oom"
    done = [run(calls), run(ways, 97)]
    failed = sum(int(count) for count in re.findall(rb"^\S+ (\d+)$", run(calls, "--list").stdout, re.M))
    failed += sum(map(int, re.findall(rb"^(\d+) allocations tried$", done[1].stdout, re.M)))
    missed = sum(one.returncode != 0 for one in done)
    row("oom.missed", f"{missed} of {failed} allocations" if not missed else f"{missed} of 2 programs fail", "0",
        not missed and failed > 0)


def kill_one(command, page, chance, took, aimed):
    """Starts the command and kills it: at any instant, or `aimed` at the few milliseconds from the
    first byte of the temporary file to its new name. Returns whether the kill came in time."""
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if aimed:
        while program.poll() is None and len(os.listdir(page.parent)) < 2:
            time.sleep(0.0002)
        time.sleep(chance.uniform(0, 0.004))
    else:
        time.sleep(chance.uniform(0, took))
    program.kill()
    return program.wait() == -signal.SIGKILL


def kills(build, folder):
    """Killed while it works and while it writes: the file is the old one or the new one, whole."""
    kefu, chance, page = build / "release/bindings/cli/kefu", random.Random(SEED), folder / "killed" / "page.json"
    page.parent.mkdir()
    command = [str(kefu), "report", "-o", str(page), str(CONVERSATIONS)]
    began = time.monotonic()
    assert run(*command).returncode == 0
    took = time.monotonic() - began
    new, old, broken, died, writing, replaced = page.read_bytes(), b"old\n", 0, 0, 0, 0
    for i in range(KILLS):
        page.write_bytes(old)
        died += kill_one(command, page, chance, took, i % 2)
        now = page.read_bytes()
        broken += now not in (old, new)
        replaced += now == new
        for path in page.parent.iterdir():  # a killed process cannot remove its temporary file
            if path != page:
                writing += 1
                path.unlink()
    row("kill.broken", f"{broken} of {died} killed ({writing} while writing, {replaced} after)", "0",
        broken == 0 and died > KILLS // 4 and writing > 0)


def temporaries(build):
    environment = {**os.environ, "KEFU_PROGRAM": str(build / "release/bindings/cli/kefu")}
    def heed_signals():  # a background job and nohup start with these ignored, and children inherit it
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
    done = run(sys.executable, "-B", "-m", "pytest", "-v", "-p", "no:cacheprovider", "-k", "signal",
               PROJECT / "tests/cli/test_files.py", env=environment, preexec_fn=heed_signals)
    passed = re.search(rb"(\d+) passed", done.stdout)
    row("interrupt.temporaries", f"none in {passed[1].decode() if passed else 0} tests", "none",
        done.returncode == 0 and passed)


class Page(html.parser.HTMLParser):
    """Every tag that the parser sees with its attributes, and what scripts hold."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, tuple(sorted(name for name, _ in attributes))))


def markup(build, folder):
    """A page over hostile records has the elements of one over harmless records, and no others."""
    def page(words):
        records, path = folder / "payloads.jsonl", folder / "payloads.html"
        with open(records, "w", encoding="utf-8") as file:
            for i, word in enumerate(words):
                messages = [{"id": "m1", "at": f"2026-03-12T09:{i:02}:00+08:00", "role": "customer",
                             "text": f"太差了，垃圾客服 {word}"},
                            {"id": "m2", "at": f"2026-03-12T09:{i:02}:30+08:00", "role": "agent", "agent_id": f"{word}{i}",
                             "text": f"您好 {word}"}]
                file.write(json.dumps({"id": f"c{i}{word}", "team": word, "topic": word, "messages": messages}) + "\n")
        done = run(build / "release/bindings/cli/kefu", "report", "--group-by", "agent_id,team,topic", "--title", words[0],
                   "-o", path, records)
        assert done.returncode == 0, done.stderr
        return path.read_text("utf-8")
    unescaped = []
    for payload in PAYLOADS:
        word = payload.replace("\0", "\ufffd")
        hostile, harmless = page([word] * 3), page(["x" * len(word)] * 3)
        if sorted(Page(hostile).tags) != sorted(Page(harmless).tags):  # equal counts are listed by name
            unescaped.append(payload)
    row("xss.unescaped", f"{len(unescaped)} of {len(PAYLOADS)} {unescaped or ''}".strip(), "0", not unescaped)


def threads(build):
    done = run(build / "tsan/tests/shared_scheme", CONVERSATIONS)
    row("threads.races", done.stderr.count(b"WARNING: ThreadSanitizer"), "0", done.returncode == 0)


def redaction(build):
    done = run(build / "release/tests/unit/unit_redact_redact")
    found = re.search(rb"masked whole: (\d+) of (\d+); touched: (\d+) of (\d+)", done.stdout)
    masked, secrets, touched, harmless = map(int, found.groups())
    row("redact.masked", f"{masked} of {secrets}", "95 %", masked * 100 >= secrets * 95)
    row("redact.touched", f"{touched} of {harmless}", "3 %", touched * 100 <= harmless * 3)


def memory(build, folder):
    """Peak memory of scoring one large record, over what a small one takes, in sizes of the record."""
    def peak(count):
        record = folder / "large.jsonl"
        messages = [{"at": 1773280800000 + i * 1000, "role": "customer", "text": "等" * 300} for i in range(count)]
        record.write_text(json.dumps({"id": "c", "messages": messages}, ensure_ascii=False) + "\n", "utf-8")
        program = subprocess.Popen([str(build / "release/bindings/cli/kefu"), "metrics", str(record)],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(program.pid, 0)
        return usage.ru_maxrss * 1024, record.stat().st_size
    (few, small), (many, large) = peak(10), peak(RECORD_BYTES // 960)
    factor = (many - few) / (large - small)
    row("memory.factor", f"{factor:.1f}", f"{MEMORY_FACTOR_MAX}", factor <= MEMORY_FACTOR_MAX)


def exponents(process):
    out, _ = process.communicate()
    last = out.strip().splitlines()[-1] if out.strip() else "no output"
    first = out.splitlines()[0].split("\t")[:2] if out else []
    if process.returncode == 77:
        row("exponents", last, "valgrind", True)
    else:
        row("exponents", f"worst {' '.join(first)}; {last}", "none above its bound", process.returncode == 0)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    began = time.monotonic()
    counted = subprocess.Popen([sys.executable, "-B", str(PROJECT / "tests/exponents/exponents.py"),
                                str(build / "release/tests/exponents/exponents"), str(PROJECT / "include")],
                               stdout=subprocess.PIPE, text=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        fuzz(build, seconds)
        flips_of_checksummed(build)
        flips_of_documents(build, folder)
        failing_allocations(build)
        kills(build, folder)
        temporaries(build)
        markup(build, folder)
        threads(build)
        redaction(build)
        memory(build, folder)
        exponents(counted)
    took = time.monotonic() - began
    row("seconds", f"{took:.0f} (cores' load {os.getloadavg()[0]:.1f})", SECONDS_MAX,
        took <= SECONDS_MAX or os.getloadavg()[0] > 2 * os.cpu_count())
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
