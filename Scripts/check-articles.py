#!/usr/bin/env python3
"""Checks that the code in the library's articles is code that compiles.

Each block of Swift in an article of a catalogue must stand, as it is but for its indentation, between the marks
`// article: NAME` and `// end` in the ArticleCode.swift that goes with it, which the tests compile; in the same order, and nothing
else may stand between marks. With --write, the articles take the code over; they must have as many blocks.

    Scripts/check-articles.py [--write]
"""

import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
CATALOGUES = {
    ROOT / "Sources" / "SMTPSending" / "SMTPSending.docc": ROOT / "Tests" / "SealpostTests" / "ArticleCode.swift",
    ROOT / "Sources" / "MIME" / "MIME.docc": ROOT / "Tests" / "MIMETests" / "ArticleCode.swift",
}

MARKED = re.compile(r"^ *// article: (\w+)\n(.*?)^ *// end\n", re.MULTILINE | re.DOTALL)
# Indented code would be shown as code too, and is not looked for: the articles have none.
BLOCK = re.compile(r"^```swift\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^(?:```|    \S)", re.MULTILINE)


def check(catalogue, code):
    """The problems of one catalogue, and how many blocks of code it has."""
    compiled = {}
    source = code.read_text(encoding="utf-8")
    for name, block in MARKED.findall(source):
        compiled.setdefault(name, []).append(textwrap.dedent(block))
    problems, count = [], 0
    if source.count("// article: ") != sum(map(len, compiled.values())):
        problems.append(f"{code}: a mark has no end")
    articles = {path.stem: path for path in sorted(catalogue.glob("*.md"))}
    for name in compiled.keys() - articles.keys():
        problems.append(f"{code}: there is no article {name}")
    for name, path in articles.items():
        text = path.read_text(encoding="utf-8")
        wanted = compiled.get(name, [])
        blocks = BLOCK.findall(text)
        if "--write" in sys.argv[1:] and len(blocks) == len(wanted):
            rest = iter(wanted)
            text = BLOCK.sub(lambda _: f"```swift\n{next(rest)}```\n", text)
            path.write_text(text, encoding="utf-8")
            blocks = wanted
        if len(FENCE.findall(BLOCK.sub("", text))) > 0:
            problems.append(f"{path.name}: it has code that is not fenced as Swift")
        if len(blocks) != len(wanted):
            problems.append(f"{path.name}: it has {len(blocks)} blocks of code, and {len(wanted)} are compiled for it")
        for block, wanted_block in zip(blocks, wanted):
            if block != wanted_block:
                problems.append(f"{path.name}: this is not what is compiled:\n{textwrap.indent(block, '    ')}")
        count += len(blocks)
    if not count:
        problems.append(f"no article of {catalogue.name} has any code")
    return problems, count


def main():
    results = [check(catalogue, code) for catalogue, code in CATALOGUES.items()]
    problems = [problem for found, _ in results for problem in found]
    for problem in problems:
        print(f"check-articles: {problem}", file=sys.stderr)
    if problems:
        sys.exit(1)
    print(f"The {sum(count for _, count in results)} blocks of code in the articles are those that are compiled.")


main()
