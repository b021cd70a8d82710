"""One peer at work: peer.py PROGRAM RULE MODE FORM FOLDER THREADS WARM_SECONDS

PROGRAM is jax, torch-eager or torch-compiled. Says `ready SECONDS` once it is compiled and warm,
then answers each line of standard input: `check` by `checked SPIKES_THAT_DIFFER GRADIENT_ERROR`,
`run` by `ms TIME` of one sequence. `afterspike bench peers` starts one for each side.
"""

import os
import sys
import time


def make(program, rule, form, folder, threads):
    # Before the libraries are loaded: how many threads they may use.
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(threads)
    if program == "jax":
        os.environ["JAX_PLATFORMS"] = "cpu"
        if threads == 1:
            os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
        if hasattr(os, "sched_setaffinity"):
            # XLA has a thread for each processor that it may run on.
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
        import jax_rules
        from work import Work

        return (work := Work(folder)), jax_rules.Side(work, rule, form)
    import torch_rules
    from work import Work

    compiled = program == "torch-compiled"
    return (work := Work(folder)), torch_rules.Side(work, rule, form, compiled, threads)


def main():
    program, rule, mode, form, folder, threads, warm = sys.argv[1:]
    start = time.perf_counter()
    work, side = make(program, rule, form, folder, int(threads))
    side.run()
    spent, runs = 0.0, 0
    while runs < 1 or spent < float(warm):
        before = time.perf_counter()
        side.run()
        spent += time.perf_counter() - before
        runs += 1
    print("ready", time.perf_counter() - start, flush=True)
    for line in sys.stdin:
        if line.strip() == "check":
            gradient = side.gradient()
            print("checked", *work.compare(rule, mode, side.spikes(), gradient), flush=True)
        else:
            before = time.perf_counter()
            side.run()
            print("ms", (time.perf_counter() - before) * 1e3, flush=True)


main()
