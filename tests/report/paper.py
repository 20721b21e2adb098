#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints the sample day's report to PDF and looks at the pages: how many there are, and whether every chart lies
whole on one of them, beside the others.

Where a chart is, the PDF itself tells: a link is laid over each before printing, and a PDF lists the rectangles of
links. Usage: paper.py KEFU PROJECT [CHROMIUM]; without a browser the test is skipped (exit 77)."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from page import FLAGS, SKIPPED, Checks, can_start, make, sample, with_probe

PAGES_MAX = 8
A4 = (595, 842)

# A link over each chart and over each card, which says whose rectangle it is and how wide it is for its height.
COVER = """<script>
document.querySelectorAll(".chart svg, .card").forEach(function (one) {
  var link = document.createElement("a"), box = one.closest("figure, article"), view = one.viewBox;
  link.href = "https://box.invalid/" + (box.id || "card-" + box.getAttribute("data-metric")) + "/" +
    (view ? view.baseVal.width / view.baseVal.height : 0);
  one.parentNode.insertBefore(link, one);
  link.appendChild(one);
  link.style.display = "block";
});
</script>"""


def print_page(chromium, html, pdf):
    home = tempfile.mkdtemp(prefix="kefu-paper-")
    try:
        subprocess.run([chromium, *FLAGS, f"--user-data-dir={home}", "--no-pdf-header-footer",
                        f"--print-to-pdf={pdf}", f"file://{html}"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600, check=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    with open(pdf, "rb") as stream:
        return stream.read().decode("latin-1")


def objects_of(pdf):
    return dict(re.findall(r"(?m)^(\d+) 0 obj\s*(<<.*?>>)\s*(?:stream|endobj)", pdf, re.S))


def boxes_of(pdf):
    """For each page its size and the rectangles of its links by name: a list of (name, ratio, box)."""
    objects = objects_of(pdf)
    pages = []
    for text in objects.values():
        if not re.search(r"/Type\s*/Page\b", text):
            continue
        size = [float(number) for number in re.search(r"/MediaBox\s*\[([^\]]*)\]", text).group(1).split()]
        found = []
        annotations = re.search(r"/Annots\s*\[([^\]]*)\]", text)
        for number in re.findall(r"(\d+) 0 R", annotations.group(1) if annotations else ""):
            link = re.search(r"https://box\.invalid/([^/)]+)/([0-9.]+)", objects[number])
            if link:
                box = [float(one) for one in re.search(r"/Rect\s*\[([^\]]*)\]", objects[number]).group(1).split()]
                found.append((link.group(1), float(link.group(2)), box))
        pages.append((size, found))
    return pages


def overlap(a, b):
    return min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1


def check_pages(checks, pages, charts):
    checks.that(0 < len(pages) <= PAGES_MAX, f"{len(pages)} pages are printed")
    seen = []
    for number, (size, found) in enumerate(pages, 1):
        checks.that(abs(size[2] - A4[0]) < 2 and abs(size[3] - A4[1]) < 2, f"page {number} is {size}")
        for at, (name, ratio, box) in enumerate(found):
            seen.append(name)
            width, height = box[2] - box[0], box[3] - box[1]
            checks.that(size[0] <= box[0] and box[2] <= size[2] and size[1] <= box[1] and box[3] <= size[3],
                        f"page {number}: {name} {box} leaves the page")
            checks.that(width > 100 and height > 20, f"page {number}: {name} is {width} x {height}")
            checks.that(not ratio or abs(width / height / ratio - 1) < 0.03,
                        f"page {number}: {name} is cut or squeezed: {width} x {height}")
            for other, _, beside in found[at + 1:]:
                checks.that(not overlap(box, beside), f"page {number}: {name} lies over {other}")
    for chart in charts:
        checks.equal(seen.count(chart), 1, f"{chart} is printed")
    first = [name for name, _, _ in pages[0][1] if name.startswith("card-")] if pages else []
    checks.equal(len(first), 6, "cards on the first page")


def main():
    kefu, project = sys.argv[1], sys.argv[2]
    chromium = sys.argv[3] if len(sys.argv) > 3 else shutil.which("chromium")
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="kefu-paper-") as folder:
        if not chromium or not os.path.exists(chromium) or not can_start(chromium, folder):
            print("skipped: nothing was printed, chromium is missing or does not start")
            return SKIPPED
        text, = make(kefu, folder, sample(project), ["html"])
        charts = re.findall(r'<figure class="chart" id="([^"]*)"', text)
        checks.that(len(charts) >= 7, f"{len(charts)} charts")
        html = os.path.join(folder, "covered.html")
        with open(html, "w", encoding="utf-8") as stream:
            stream.write(with_probe(text, COVER))
        pages = boxes_of(print_page(chromium, html, os.path.join(folder, "report.pdf")))
        check_pages(checks, pages, charts)
    print(f"{checks.done} checks on {len(pages)} pages, {len(checks.failed)} failed")
    for failed in checks.failed[:40]:
        print("  " + failed)
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
