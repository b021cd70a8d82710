#!/usr/bin/env python3
"""Shows the machine code that C2 made of a kernel's hot loops.

Usage: hot-loop.py CLASS.METHOD [ARGUMENT OF AFTERSPIKE ...]

  hot-loop.py NarrowRowTile.rows
  hot-loop.py TracedGradientKernel.tile bench step --rules otpe --forms matrix --rounds 2
  hot-loop.py --summary NarrowRowTile.rows NarrowColumnTile.columns ...

Runs `afterspike bench step` (or what is given), lets Java print the method's code as bytes, which
needs no plug-in, and disassembles it with objdump (package binutils). Printed are the innermost
loops that compute on vectors, and how many of their instructions do what: a vector that is stored
to the stack and loaded again is a register too few. x86-64 only.
"""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
AFTERSPIKE = os.path.join(HERE, "..", "..", "afterspike")
WORK = ["bench", "step", "--rules", "otpe,ottt", "--modes", "online,offline", "--rounds", "3",
        "--threads", "1", "--no-breakdown"]
COMPUTES = re.compile(r"\bv(fn?madd|add|mul|sub|div|max|min|blend|cmp)\w*[ps]s\b")
JUMP = re.compile(r"^\s*([0-9a-f]+):\s+j\w+\s+0x([0-9a-f]+)")


def printed(methods, work):
    flags = ["-XX:+UnlockDiagnosticVMOptions"]
    for method in methods:
        name = "io.afterspike.kernels.cpu." + method.replace(".", "::")
        flags += ["-XX:CompileCommand=print," + name, "-XX:CompileCommand=dontinline," + name]
    environment = dict(os.environ, AFTERSPIKE_JAVA_OPTIONS=" ".join(flags))
    run = subprocess.run([AFTERSPIKE, *work], capture_output=True, text=True, errors="replace",
                         env=environment)
    if run.returncode != 0:
        sys.exit("hot-loop: afterspike ended with %d: %s" % (run.returncode, run.stderr[-500:]))
    return run.stdout


def code(text, method):
    """The bytes of the method's last whole compilation by C2."""
    wanted = method.replace(".", "::")
    found = [part for part in text.split("Compiled method ")
             if part.startswith("(c2)") and wanted + " " in part.split("\n")[0]
             and "%" not in part.split("\n")[0]]
    if not found:
        return None
    body = found[-1].split("[MachCode]")[-1].split("[/MachCode]")[0]
    lines = re.findall(r"^\s+0x[0-9a-f]+: ((?:[0-9a-f]+ ?\|? ?)+)\s*$", body, re.M)
    return bytes.fromhex("".join(lines).replace("|", "").replace(" ", ""))


def disassembled(code):
    with tempfile.NamedTemporaryFile(suffix=".bin") as file:
        file.write(code)
        file.flush()
        run = subprocess.run(
            ["objdump", "-D", "-b", "binary", "-mi386:x86-64", "-Mintel", "--no-show-raw-insn",
             file.name], capture_output=True, text=True, check=True)
    return [line for line in run.stdout.split("\n") if re.match(r"^\s*[0-9a-f]+:\t", line)]


def loops(lines):
    """Innermost backward jumps around instructions that compute on vectors."""
    at = {int(line.split(":")[0], 16): n for n, line in enumerate(lines)}
    spans = []
    for n, line in enumerate(lines):
        jump = JUMP.match(line)
        if jump and int(jump[2], 16) in at and at[int(jump[2], 16)] <= n:
            spans.append((at[int(jump[2], 16)], n))
    inner = [s for s in spans if not any(s != t and s[0] <= t[0] and t[1] <= s[1] for t in spans)]
    return [s for s in inner if any(COMPUTES.search(line) for line in lines[s[0]:s[1] + 1])]


def counts(body):
    stack = [line for line in body if "rsp" in line and re.search(r"[yxz]mm", line)]
    return {
        "instructions": len(body),
        "computing": sum(1 for line in body if COMPUTES.search(line)),
        "on 512 bits": sum(1 for line in body if "zmm" in line),
        "on 256 bits": sum(1 for line in body if "ymm" in line and "zmm" not in line),
        "vectors to and from the stack": len(stack),
        "jumps": sum(1 for line in body if JUMP.match(line)),
        "calls": sum(1 for line in body if re.search(r"\tcall\b", line)),
    }


def main(arguments):
    summary = arguments[:1] == ["--summary"]
    methods = arguments[1:] if summary else arguments[:1]
    if not methods or "-h" in arguments or "--help" in arguments:
        sys.exit(__doc__.strip())
    text = printed(methods, WORK if summary else arguments[1:] or WORK)
    for method in methods:
        machine_code = code(text, method)
        if machine_code is None:
            print("%-34s C2 did not compile it in this run" % method)
            continue
        lines = disassembled(machine_code)
        for from_, to in loops(lines):
            body = lines[from_:to + 1]
            print("%-34s %s" % (method, ", ".join("%d %s" % (n, what)
                                                  for what, n in counts(body).items() if n)))
            if not summary:
                print("\n".join(body))


main(sys.argv[1:])
