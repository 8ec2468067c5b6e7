#!/usr/bin/env python3
"""Looks at sample pages of `--html` as a person would, and checks what a machine can check.

    Scripts/look-at-page.py [--output DIRECTORY] [--pages DIRECTORY] [--docs]

It writes the sample reports, opens them in headless Chromium at three widths, in light and dark, and prints them; the
pictures are put into DIRECTORY (.build/page). On each page it runs axe (WCAG 2 A and AA, contrast included), and looks
at what axe leaves open: the order of the headings, the table headers, the alternative text, that nothing is loaded,
no script is there, and nothing sticks out at the side. It fails on any violation. With --docs it also renews the
pictures in docs/images.

Chromium, its driver, fonts and poppler come from Debian, Selenium and axe from PyPI, into a temporary directory.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEBIAN = [
    "chromium", "chromium-driver", "fonts-liberation2", "fonts-noto-core", "fonts-dejavu-core", "poppler-utils",
    "python3-venv",
]
PYPI = ["selenium==4.51.0", "pillow==13.0.0"]
# Carries axe.min.js 4.12; what it depends on is not needed.
AXE = "axe-playwright-python==0.1.8"
WIDTHS = [(360, 800), (820, 1180), (1280, 900)]
# Name in docs/images: page, width, scheme, height of the picture.
DOCUMENTED = {
    "page-telephone": ("mixed", 360, "light", 1400),
    "page-desktop": ("mixed", 1280, "light", 1500),
    "page-dark": ("limit", 1280, "dark", 1300),
}
# What axe does not ask.
CHECKS = r"""
const problems = [];
const shown = e => e.getClientRects().length > 0 && getComputedStyle(e).display !== 'none';
let level = 0;
for (const h of document.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
  const next = Number(h.tagName[1]);
  if (next > level + 1) problems.push(`${h.tagName} after h${level}: ${h.textContent.trim()}`);
  level = next;
}
if (document.querySelectorAll('h1').length !== 1) problems.push('not one h1');
if (document.body.innerText.trim().indexOf(document.querySelector('h1').innerText.trim()) !== 0) {
  problems.push('the verdict is not first');
}
for (const t of document.querySelectorAll('table')) {
  if (!t.caption || !t.caption.textContent.trim()) problems.push('a table without a caption');
  for (const th of t.querySelectorAll('th')) {
    if (!['col', 'row'].includes(th.scope)) problems.push(`th without scope: ${th.textContent}`);
  }
  if (!t.querySelector('thead th')) problems.push('a table without headers');
}
for (const s of document.querySelectorAll('svg:not([aria-hidden])')) {
  const named = (s.getAttribute('aria-labelledby') || '').split(' ').every(i => document.getElementById(i)?.textContent);
  if (s.getAttribute('role') !== 'img' || !named) problems.push('a picture without alternative text');
}
const light = colour => {
  const parts = colour.match(/[\d.]+/g).slice(0, 3).map(v => v / 255);
  const [r, g, b] = parts.map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
const paper = getComputedStyle(document.body).backgroundColor;
for (const t of document.querySelectorAll('svg text')) {
  if (ratio(getComputedStyle(t).fill, paper) < 4.5) problems.push('too little contrast in the chart');
}
for (const b of document.querySelectorAll('svg.chart rect')) {
  if (ratio(getComputedStyle(b).color, paper) < 3) problems.push('a bar with too little contrast');
}
const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
if (new Set(ids).size !== ids.length) problems.push('an id twice');
if (document.querySelector('script,link,img,iframe,object,embed,form')) problems.push('an element that loads or runs');
if (performance.getEntriesByType('resource').length) problems.push('something was loaded');
if (document.documentElement.scrollWidth > innerWidth) {
  const wide = [...document.querySelectorAll('body *')].filter(
    e => shown(e) && e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll'));
  problems.push(`sticks out at the side: ${wide.slice(0, 5).map(e => e.tagName + '.' + e.className).join(', ')}`);
}
return problems;
"""


def run(*command, **options):
    subprocess.run([str(part) for part in command], check=True, **options)


def install():
    """Debian's packages, those that are missing."""
    state = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *DEBIAN], capture_output=True, text=True)
    missing = [name for name in DEBIAN if f"{name} installed" not in state.stdout.splitlines()]
    if not missing:
        return
    root = [] if os.getuid() == 0 else ["sudo"]
    print("installing", *missing, file=sys.stderr)
    run(*root, "apt-get", "update", "-qq")
    run(
        *root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends",
        "-o", "Dpkg::Use-Pty=0", *missing, stdout=subprocess.DEVNULL)


def begin_again_in(environment):
    """Runs this program with the packages that it needs."""
    run(sys.executable, "-m", "venv", environment)
    python = environment / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PYPI)
    run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--target", environment / "axe", AXE)
    result = subprocess.run([python, __file__, *sys.argv[1:], "--environment", environment], check=False)
    return result.returncode


def write_samples(directory):
    directory.mkdir(parents=True, exist_ok=True)
    run(
        "swift", "test", "--quiet", "--filter", "PageSampleTests", cwd=ROOT,
        env={**os.environ, "SEALPOST_PAGE_SAMPLES": str(directory)})


def browser(profile):
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in [
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
        "--disable-background-networking", "--no-first-run", f"--user-data-dir={profile}",
    ]:
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    # A long page takes axe more than the 30 seconds of the default where the machine is busy.
    driver.set_script_timeout(300)
    return driver


def show(driver, page, width, height, scheme):
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
    driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    driver.get(page.resolve().as_uri())


def picture(driver, file, width, height=None):
    import base64

    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": width, "height": min(height or 12000, size["height"]), "scale": 1}
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    file.write_bytes(base64.b64decode(shot["data"]))


def violations(driver, axe):
    driver.execute_script(axe)
    result = driver.execute_async_script(
        """const done = arguments[arguments.length - 1];
        axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
          .then(done, e => done({violations: [{id: String(e), nodes: []}]}));""")
    for violation in result["violations"]:
        nodes = "; ".join(f"{node['target']} {node.get('failureSummary', '')}" for node in violation["nodes"][:3])
        yield f"axe {violation['id']}: {' '.join(nodes.split())}"
    # Contrast that axe cannot compute is contrast that nobody has checked; the chart's is checked above.
    for unsure in result.get("incomplete", []):
        nodes = [node for node in unsure["nodes"] if not node["html"].startswith(("<text", '<span aria-hidden="true"'))]
        if unsure["id"] == "color-contrast" and nodes:
            targets = "; ".join(f"{node['target']} {node['any'][0].get('message', '')}" for node in nodes[:3])
            yield f"axe cannot tell the contrast: {' '.join(targets.split())}"


def print_page(driver, page, output):
    import base64

    show(driver, page, 820, 1180, "dark")
    data = driver.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": False, "preferCSSPageSize": True})
    file = output / f"{page.stem}-print.pdf"
    file.write_bytes(base64.b64decode(data["data"]))
    run("pdftoppm", "-png", "-r", "80", "-l", "6", file, output / f"{page.stem}-print")


def shrink(file, to):
    from PIL import Image

    with Image.open(file) as image:
        image.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(to, optimize=True)


def renew_pictures(driver, samples, output):
    images = ROOT / "docs" / "images"
    images.mkdir(parents=True, exist_ok=True)
    for name, (page, width, scheme, height) in DOCUMENTED.items():
        show(driver, samples / f"{page}.html", width, 900, scheme)
        picture(driver, output / f"{name}.png", width, height)
        shrink(output / f"{name}.png", images / f"{name}.png")
    shrink(output / "mixed-print-1.png", images / "page-print.png")


def look(options):
    output = options.output
    output.mkdir(parents=True, exist_ok=True)
    samples = options.pages or output / "samples"
    if not options.pages:
        write_samples(samples)
    axe = next((options.environment / "axe").rglob("axe.min.js")).read_text(encoding="utf-8")
    problems = []
    with tempfile.TemporaryDirectory() as profile:
        driver = browser(profile)
        try:
            for page in sorted(samples.glob("*.html")):
                for width, height in WIDTHS:
                    for scheme in ["light", "dark"]:
                        show(driver, page, width, height, scheme)
                        found = list(driver.execute_script(CHECKS)) + list(violations(driver, axe))
                        problems += [f"{page.stem} {width} {scheme}: {problem}" for problem in found]
                        show(driver, page, width, height, scheme)
                        picture(driver, output / f"{page.stem}-{width}-{scheme}.png", width)
                print_page(driver, page, output)
            if options.docs:
                renew_pictures(driver, samples, output)
        finally:
            driver.quit()
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems; the pictures are in {output}")
    return 1 if problems else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / ".build" / "page", metavar="DIRECTORY")
    parser.add_argument("--docs", action="store_true", help="renew the pictures in docs/images")
    parser.add_argument("--pages", type=pathlib.Path, metavar="DIRECTORY", help="look at the pages here, not at samples")
    parser.add_argument("--environment", type=pathlib.Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.environment:
        sys.exit(look(options))
    install()
    with tempfile.TemporaryDirectory() as directory:
        sys.exit(begin_again_in(pathlib.Path(directory)))


main()
