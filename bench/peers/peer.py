"""One peer at work: peer.py PROGRAM RULE MODE FORM FOLDER, and flags (see `arguments`).

PROGRAM is jax, torch-eager, torch-compiled or torch-graph. Says `ready SECONDS` once it is compiled
and warm, then answers each line of standard input: `check` by `checked SPIKES_THAT_DIFFER OF_SPIKES
GRADIENT_ERROR`, `run` by `ms TIME` of one sequence. `afterspike bench peers` starts one for each
side.

The check is made with matrix products of the highest precision, whatever is timed. Where spikes
differ, gradients are compared on Afterspike's spikes: one other spike makes another gradient.
"""

import argparse
import os
import sys
import time
import traceback

import turns


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("program", "rule", "mode", "form", "folder"):
        parser.add_argument(name)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--warm", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--device", choices=("cpu", "gpu"), default="cpu")
    parser.add_argument("--precision", choices=("highest", "default", "tf32"), default="highest")
    return parser.parse_args()


def environment(given):
    """Before the libraries are loaded: which device and how many threads they may use."""
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(given.threads)
    if given.device == "gpu":
        os.environ["JAX_PLATFORMS"] = "cuda"
        # Other programs have their data on the same GPU.
        os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"
        # Several programs compile side by side, each in itself.
        os.environ["TORCHINDUCTOR_COMPILE_THREADS"] = "1"
    elif given.program == "jax":
        os.environ["JAX_PLATFORMS"] = "cpu"
        if given.threads == 1:
            os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
        if hasattr(os, "sched_setaffinity"):
            # XLA has a thread for each processor that it may run on.
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: given.threads])


class Peer:
    """A side and what it is compared with."""

    def __init__(self, given):
        from work import Work

        if given.program == "jax":
            import jax_rules as rules

            self.make = lambda: rules.Side(self.work, given.rule, given.form)
        else:
            import torch_rules as rules

            self.make = lambda: rules.Side(
                self.work, given.rule, given.form, given.program, given.threads, given.device
            )
        self.given, self.rules = given, rules
        print("runs on", rules.device_name(given.device), file=sys.stderr, flush=True)
        rules.set_precision(given.precision)
        self.work = Work(given.folder)
        self.side = self.make()

    def warm(self):
        spent, runs = 0.0, 0
        while runs < 1 or spent < self.given.warm:
            before = time.perf_counter()
            self.side.run()
            spent += time.perf_counter() - before
            runs += 1

    def get_ready(self):
        on_gpu = self.given.device == "gpu"
        # XLA times matrix products on the GPU while it compiles, and needs it for itself;
        # torch.compile chooses nothing by timing, so that others may run beside it.
        alone = self.given.program == "jax"
        if not alone:
            self.side.run()
        with turns.turn(self.given.folder, on_gpu):
            if alone:
                self.side.run()
            self.warm()

    def check(self):
        side, given = self.side, self.given
        try:
            if given.precision != "highest":
                self.rules.set_precision("highest")
                side = self.make()
                side.run()
            differ, of = self.work.differing(side.spikes())
            gradient = side.gradient_on(self.work.spikes()) if differ else side.gradient()
            return differ, of, self.work.error(given.rule, given.mode, gradient)
        finally:
            self.rules.set_precision(given.precision)


def main():
    start = time.perf_counter()
    given = arguments()
    environment(given)
    peer = Peer(given)
    peer.get_ready()
    print("ready", time.perf_counter() - start, flush=True)
    for line in sys.stdin:
        if line.strip() == "check":
            with turns.turn(given.folder, given.device == "gpu"):
                checked = peer.check()
            print("checked", *checked, flush=True)
        else:
            before = time.perf_counter()
            peer.side.run()
            print("ms", (time.perf_counter() - before) * 1e3, flush=True)


try:
    main()
except Exception as error:
    traceback.print_exc()
    first = (str(error).strip().splitlines() or [""])[0]
    print(f"{type(error).__name__}: {first}", file=sys.stderr, flush=True)
    os._exit(1)  # lest anything more is said: the last line is the reason
