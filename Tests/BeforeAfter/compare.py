"""Prints a Markdown table of what two built tools say to the same commands.

    python3 Tests/BeforeAfter/compare.py OLD NEW [CASE...]

OLD and NEW are paths of built tools, CASE a part of a case's name. Each case runs in a new folder,
for at most a minute. What is printed is the end of standard error and output, and the exit code
where the command tells it; paths and times are cut away. Needs bash, sqlite3 and script."""
import os
import re
import subprocess
import sys
import tempfile

from cases import CASES


def said(tool, files, command):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
        environment = dict(os.environ, T=tool, COLUMNS="")
        environment.pop("OPENBLAS_CORETYPE", None)
        try:
            run = subprocess.run(
                ["bash", "-c", command], cwd=folder, env=environment, timeout=60,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            text = run.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired:
            text = "(not done after a minute)"
        return shortened(text.replace(folder + "/", "").replace(tool, "tiltmeter"))


def shortened(text):
    lines = [re.sub(r"\s+", " ", line).strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not re.match(r"bash: line \d+: +\d+ ", line)]
    if len(lines) > 5:
        lines = lines[:2] + [f"… {len(lines) - 4} lines …"] + lines[-2:]
    lines = [line if len(line) <= 230 else line[:150] + " … " + line[-75:] for line in lines]
    return "<br>".join(line.replace("|", "\\|") for line in lines) or "(nothing)"


def main(old, new, wanted):
    print("| command | printed at a1e6d2b | prints now | test |\n|---|---|---|---|")
    for name, files, command, test in CASES:
        if wanted and not any(part in name for part in wanted):
            continue
        shown = command.replace("$T", "tiltmeter").replace("|", "\\|")
        print(
            f"| {name}: `{shown}` | {said(old, files, command)} | {said(new, files, command)} "
            f"| {test} |", flush=True)


if __name__ == "__main__":
    tools = [os.path.abspath(path) for path in sys.argv[1:3]]
    main(*tools, sys.argv[3:])
