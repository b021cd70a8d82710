"""The checks of interchange.sh: python interchange.py REPOSITORY WORK-FOLDER."""
import importlib.metadata
import pathlib
import re
import subprocess
import sys

import h5py
import nir
import numpy as np
import safetensors
import safetensors.numpy
import tonic

root = pathlib.Path(sys.argv[1])
work = pathlib.Path(sys.argv[2])
rows = []


def afterspike(*arguments):
    """Runs a command; what it said on both outputs."""
    command = [str(root / "afterspike"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=work)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def row(what, reader, outcome):
    rows.append((what, reader, outcome))
    print(f"{what} | {reader} | {outcome}", flush=True)


def same(a, b, what):
    """Equal to the last bit, with equal shapes and types."""
    a, b = np.asarray(a), np.asarray(b)
    assert a.dtype == b.dtype and a.shape == b.shape, f"{what}: {a.dtype}{a.shape} {b.dtype}{b.shape}"
    assert a.tobytes() == b.tobytes(), f"{what}: other bits"
    return a.size


def weights():
    """Weights and checkpoints: safetensors and npz, both ways."""
    afterspike("train", "--layers", "24-16", "--threshold", "0.4", "--minibatches", "3", "--batch", "32", "--steps", "30",
               "--out", work / "run", "--quiet")
    for kind in ["safetensors", "npz", "nir"]:
        said = afterspike("export", "run", "--to", f"w.{kind}", "--dt", "0.001")
        assert ("subtracts the threshold" in said) == (kind == "nir"), said
    ours = safetensors.numpy.load_file(work / "w.safetensors")
    with safetensors.safe_open(work / "w.safetensors", "numpy") as file:
        text = file.metadata()
    assert text["sizes"] == "50-24-16-10" and np.float32(text["threshold"]) == np.float32(0.4)
    assert ours["layers.0.weight"].shape == (50, 24) and ours["layers.2.bias"].shape == (10,)
    assert all(np.isfinite(v).all() and v.std() > 0 for v in ours.values())
    row("weights, safetensors", "safetensors", f"{sum(v.size for v in ours.values()):,} values")

    arrays = dict(np.load(work / "w.npz"))
    n = sum(same(arrays[k], v, k) for k, v in ours.items())
    assert np.float32(text["leak"]) == arrays["leak"] and arrays["slope"] == 25
    row("weights, npz", "numpy", f"the same {n:,} values as safetensors, to the last bit")

    state = safetensors.numpy.load_file(work / "run" / "checkpoint.safetensors")
    with safetensors.safe_open(work / "run" / "checkpoint.safetensors", "numpy") as file:
        assert file.metadata()["format"] == "afterspike-checkpoint"
    assert state["state.layer.0.weights"].size == 50 * 24
    row("checkpoint", "safetensors", f"{len(state)} tensors, metadata")

    turned = {k: np.ascontiguousarray(v.T) for k, v in ours.items()}
    safetensors.numpy.save_file(turned, work / "torch.safetensors")
    np.savez_compressed(work / "numpy.npz", **ours)
    np.savez(work / "constants.npz", **arrays)
    for name, *options in [("torch.safetensors", "--layout", "out-in"), ("numpy.npz",),
                           ("constants.npz",)]:
        folder = f"from-{name}"
        afterspike("import", name, "--out", folder, *options)
        afterspike("export", folder, "--to", f"back-{name}.safetensors")
        back = safetensors.numpy.load_file(work / f"back-{name}.safetensors")
        assert set(back) == set(ours)
        n = sum(same(back[k], ours[k], k) for k in ours)
        by = "safetensors" if "torch" in name else "numpy"
        row(f"{name} written by {by}", "import, export", f"{n:,} values, the same bits")
    return ours, arrays


def graphs(ours, arrays):
    """Networks: NIR, both ways, and what a graph computes."""
    graph = nir.read(work / "w.nir")
    names = ["input"] + [f"{k}_{l}" for l in range(3) for k in ("affine", "lif")] + ["output"]
    assert set(graph.nodes) == set(names) and graph.edges == list(zip(names, names[1:]))
    meta = graph.metadata
    leak = arrays["leak"]
    assert meta["leak"] == leak and meta["dt"] == 0.001 and meta["reset"] == "subtract"
    for l in range(3):
        same(graph.nodes[f"affine_{l}"].weight, np.ascontiguousarray(ours[f"layers.{l}.weight"].T), "weight")
        same(graph.nodes[f"affine_{l}"].bias, ours[f"layers.{l}.bias"], "bias")
        lif = graph.nodes[f"lif_{l}"]
        np.testing.assert_allclose(1 - 0.001 / lif.tau, leak, rtol=1e-6)
        np.testing.assert_allclose(lif.r * 0.001 / lif.tau, 1, rtol=1e-6)
    row("network, NIR", "nir", f"{len(graph.nodes)} nodes, types check, weights the same bits")

    afterspike("export", "run", "--signals", "--to", "signals.npz")
    signals = np.load(work / "signals.npz")
    spikes = signals["input"].astype(np.float64)
    equal = count = 0
    for l in range(3):
        affine, lif = graph.nodes[f"affine_{l}"], graph.nodes[f"lif_{l}"]
        v = np.zeros((spikes.shape[1], affine.bias.size))
        out = np.zeros((len(spikes), *v.shape))
        for t, x in enumerate(spikes):
            # Euler's step of the graph's LIF; reset and firing as its metadata say.
            share = 0.001 / lif.tau.astype(np.float64)
            v = (1 - share) * v + share * lif.r * (x @ affine.weight.T.astype(np.float64) + affine.bias)
            out[t] = v >= lif.v_threshold
            v -= lif.v_threshold * out[t]
        theirs = signals[f"layers.{l}.spikes"]
        equal += (theirs == out).sum()
        count += out.size
        assert theirs.sum() > 0, "a silent layer shows nothing"
        spikes = theirs.astype(np.float64)  # each layer on its own
    assert equal / count > 0.9999, equal / count
    row("spikes of that graph, stepped in float64", "numpy", f"{equal:,} of {count:,} as ours")
    for l in range(3):
        assert np.abs(signals[f"layers.{l}.weight_gradient"]).max() > 0
    row("spikes, potentials, traces, gradients, npz", "numpy", f"{len(signals.files)} arrays")

    nir.write(work / "again.nir", graph)  # compressed, texts of variable length
    afterspike("import", "again.nir", "--out", "from-nir")
    afterspike("export", "from-nir", "--to", "back-nir.npz")
    back = dict(np.load(work / "back-nir.npz"))
    assert set(back) == set(arrays)
    n = sum(same(back[k], arrays[k], k) for k in arrays)
    row("network written by nir", "import, export", f"{n:,} values, the same bits")

    tau, dt = np.full(5, 0.02), 1e-4
    foreign = nir.NIRGraph.from_list(
        nir.Linear(weight=np.linspace(-1, 1, 35).reshape(5, 7)),
        nir.LIF(tau=tau, r=np.full(5, 3.0), v_leak=np.zeros(5), v_threshold=np.ones(5)))
    nir.write(work / "foreign.nir", foreign)
    said = afterspike("import", "foreign.nir", "--out", "from-foreign", "--dt", dt)
    for words in ["multiplied by R dt/tau", "names no time step", "spikes will differ"]:
        assert words in said, said
    afterspike("export", "from-foreign", "--to", "back-foreign.npz")
    back = np.load(work / "back-foreign.npz")
    np.testing.assert_allclose(back["leak"], 1 - dt / tau[0], rtol=1e-6)
    wanted = np.linspace(-1, 1, 35).reshape(5, 7).T * (3 * dt / tau[0])
    np.testing.assert_allclose(back["layers.0.weight"], wanted, rtol=1e-6)
    row("a graph that is not ours", "import, export", "constants right, three warnings")


def events():
    """Recordings: HDF5 in the structure of SHD and npz, both ways."""
    afterspike("data", "randman", "randman.h5", "--samples", "40")
    afterspike("data", "convert", "randman.h5", "--to", "randman.npz")
    arrays = np.load(work / "randman.npz")
    with h5py.File(work / "randman.h5") as file:
        times, units = file["spikes/times"][:], file["spikes/units"][:]
        assert times.shape == (40,) and h5py.check_vlen_dtype(file["spikes/units"].dtype) == np.uint16
        same(np.concatenate(list(times)), arrays["times"], "times")
        same(np.concatenate(list(units)), arrays["units"], "units")
        same(file["labels"][:], arrays["labels"], "labels")
        assert file["extra/keys"][3] == b"manifold 3"
        row("Randman set, HDF5 and npz", "h5py, numpy", f"{len(arrays['times']):,} spikes, equal")

    random = np.random.default_rng(5)
    lengths = [0, 1, 400, 30_000, *random.integers(1, 200, 60)]
    made = [(np.sort(random.random(n)).astype("f2"), random.integers(0, 700, n).astype("u2"))
            for n in lengths]
    labels = random.integers(0, 20, len(made)).astype("u2")
    with h5py.File(work / "theirs.h5", "w") as file:
        for name, k, kind in [("times", 0, "f2"), ("units", 1, "u2")]:
            data = file.create_dataset(f"spikes/{name}", (len(made),), h5py.vlen_dtype(kind))
            for i, recording in enumerate(made):
                data[i] = recording[k]
        file["labels"] = labels
    afterspike("data", "convert", "theirs.h5", "--to", "theirs.npz")
    read = np.load(work / "theirs.npz")
    same(read["times"], np.concatenate([t for t, _ in made]), "times")
    same(read["units"], np.concatenate([u for _, u in made]), "units")
    same(read["offsets"], np.concatenate([[0], np.cumsum(lengths)]), "offsets")
    same(read["labels"], labels, "labels")
    np.savez_compressed(work / "again.npz", **read)
    afterspike("data", "convert", "again.npz", "--to", "back.h5")
    with h5py.File(work / "back.h5") as file:
        for i, (t, u) in enumerate(made):
            same(file["spikes/times"][i], t, "times")
            same(file["spikes/units"][i], u, "units")
    row("events written by h5py, then by numpy", "data convert", f"{sum(lengths):,} spikes, equal")


def steps():
    """Time steps: ours against tonic's ToFrame, on made-up events at ticks of 1/1024 s."""
    random = np.random.default_rng(6)
    recordings, bins, width, units = 60, 50, 16, 700
    made = []
    for i in range(recordings):
        n = random.integers(2, 3000)
        ticks = random.integers(0, 1000, n)
        if i % 2 == 0:  # a range that the bins divide
            ticks = ticks % (50 * 17 + 1)
            ticks[:2] = [3, 3 + 50 * 17]
            ticks = np.clip(ticks, 3, 3 + 50 * 17)
        made.append((np.sort(ticks), random.integers(0, units, n)))
    with h5py.File(work / "ticks.h5", "w") as file:
        for name, k, kind in [("times", 0, "f8"), ("units", 1, "u2")]:
            data = file.create_dataset(f"spikes/{name}", (recordings,), h5py.vlen_dtype(kind))
            for i, recording in enumerate(made):
                data[i] = recording[k] / 1024 if k == 0 else recording[k]
        file["labels"] = np.zeros(recordings, "u2")
    afterspike("data", "frames", "ticks.h5", "--to", "fixed.npz", "--bins", bins, "--range", width / 1024)
    afterspike("data", "frames", "ticks.h5", "--to", "own.npz", "--bins", bins)
    fixed, own = np.load(work / "fixed.npz")["frames"], np.load(work / "own.npz")["frames"]

    kind = np.dtype([("x", int), ("t", int), ("p", int)])
    size = (units, 1, 1)
    by_width = tonic.transforms.ToFrame(size, time_window=width, start_time=0, end_time=bins * width)
    by_count = tonic.transforms.ToFrame(size, n_time_bins=bins)
    last = other = 0
    for i, (t, x) in enumerate(made):
        new = np.zeros(len(t), kind)
        new["x"], new["t"] = x, t
        theirs = by_width(new.copy()).reshape(-1, units)
        assert theirs.shape == (bins, units) and (theirs == fixed[i]).all(), f"fixed width, {i}"
        theirs = by_count(new.copy()).reshape(-1, units)
        if i % 2 == 0:
            # Ours put spikes at the very end into the last bin, tonic leaves them out.
            np.add.at(theirs, (bins - 1, x[t == t[-1]]), 1)
            last += (t == t[-1]).sum()
            assert (theirs == own[i]).all(), f"own range, {i}"
        else:
            other += len(t) - theirs.sum()
            assert own[i].sum() == len(t)
    spikes = sum(len(t) for t, _ in made)
    row("fixed width, from time 0", "tonic ToFrame(time_window, start_time=0, end_time)",
        f"{spikes:,} spikes, the same frames")
    row("own range, in whole ticks per bin", "tonic ToFrame(n_time_bins)",
        f"the same but for {last} spikes at the very end, which tonic leaves out")
    row("own range, not in whole ticks", "tonic ToFrame(n_time_bins)",
        f"tonic rounds the bins down to whole ticks and leaves out {other} spikes behind them; ours none")


def write():
    """Puts the outcome into docs/interchange.md."""
    versions = ", ".join(f"{p} {importlib.metadata.version(p)}"
                         for p in ["safetensors", "numpy", "h5py", "nir", "tonic"])
    lines = [f"All {len(rows)} checks hold, with {versions}.", "",
             "| what | read or done by | outcome |", "| --- | --- | --- |"]
    lines += [f"| {a} | {b} | {c} |" for a, b, c in rows]
    page = root / "docs" / "interchange.md"
    text = page.read_text()
    between = re.compile(r"(<!-- result -->\n).*(<!-- end -->)", re.S)
    assert between.search(text)
    page.write_text(between.sub(lambda m: m[1] + "\n".join(lines) + "\n" + m[2], text))


graphs(*weights())
events()
steps()
write()
