#!/usr/bin/env python3
"""Makes the spike files beside this script: python make_fixtures.py (numpy, h5py; made with 2.4.6 and 3.16.0).

Nothing here is a recording of anything: times, units and labels follow the formulas below, which SpikeFixtures.java
repeats, so what a reader gives is checked against the formulas and not against another reader.
Every file in good/ holds the same six recordings; every file in bad/ has the one fault that it is named after. silent.h5.gz has no spike in recording 1 and a single one
in recording 2.
"""
import gzip
import os
import shutil

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
         "null", "eins", "zwei", "drei", "vier", "fuenf", "sechs", "sieben", "acht", "neun"]
RECORDINGS = 6


def events(r):
    return 60 + 41 * r


def times(r):
    # Multiples of 1/1024 below 2: exact in float16. Two spikes share each time.
    return (16 * (r + 1) + 3 * (np.arange(events(r)) // 2)) / 1024


def units(r):
    return (53 * np.arange(events(r)) + 101 * r) % 700


def labels():
    return (7 * np.arange(RECORDINGS) + 3) % 20


def sequences(group, name, rows, dtype, **layout):
    data = group.create_dataset(name, (len(rows),), dtype=h5py.vlen_dtype(np.dtype(dtype)), **layout)
    for i, row in enumerate(rows):
        data[i] = np.asarray(row).astype(dtype)


def write(path, libver=None, time_type="<f2", unit_type="<u2", label_type="<u2", keys="fixed", layout=None,
          compact_labels=False, label_layout=None, t=None, u=None, y=None):
    layout = layout or {}
    with h5py.File(os.path.join(HERE, path), "w", libver=libver) as f:
        spikes = f.create_group("spikes")
        sequences(spikes, "times", t if t is not None else [times(r) for r in range(RECORDINGS)], time_type, **layout)
        sequences(spikes, "units", u if u is not None else [units(r) for r in range(RECORDINGS)], unit_type, **layout)
        y = labels() if y is None else np.asarray(y)
        if compact_labels:
            plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            plist.set_layout(h5py.h5d.COMPACT)
            kind = h5py.h5t.py_create(np.dtype(label_type))
            d = h5py.h5d.create(f.id, b"labels", kind, h5py.h5s.create_simple(y.shape), plist)
            d.write(h5py.h5s.ALL, h5py.h5s.ALL, y.astype(label_type))
        else:
            f.create_dataset("labels", data=y.astype(label_type), **(label_layout or layout))
        if keys == "fixed":
            f.create_dataset("extra/keys", data=np.array([k.encode() for k in NAMES]))
        elif keys == "variable":
            f.create_dataset("extra/keys", data=NAMES, dtype=h5py.string_dtype())


def pack(path):
    path = os.path.join(HERE, path)
    with open(path, "rb") as a, open(path + ".gz", "wb") as b:
        with gzip.GzipFile("", "wb", 9, b, mtime=0) as z:
            shutil.copyfileobj(a, z)


def good():
    chunked = dict(maxshape=(None,), chunks=(4,))  # the last chunk is partly filled
    write("good/contiguous.h5")
    pack("good/contiguous.h5")
    write("good/chunked.h5", layout=chunked)
    write("good/filtered.h5", layout=dict(chunked, compression="gzip", shuffle=True))
    write("good/latest.h5", libver="latest")
    # Newer kinds of chunk index: extensible array; one chunk; fixed array. (HDF5 2 with "latest" writes a still newer
    # layout message, which jhdf 0.13.0 does not know: bad/layout_version_5.)
    new = ("v110", "v110")
    write("good/v110_extensible_array.h5", libver=new, layout=dict(chunked, compression="gzip", shuffle=True))
    write("good/v110_one_chunk.h5", libver=new, layout=dict(chunks=(6,), compression="gzip"))
    write("good/v110_fixed_array.h5", libver=new, layout=dict(chunks=(4,)))
    # LZF leaves a chunk as it is where it would not get smaller.
    write("good/lzf.h5", layout=dict(chunked, compression="lzf", shuffle=True))
    write("good/lzf_plain.h5", layout=dict(chunked, compression="lzf", shuffle=False))
    # Checksums are refused for variable-length data, so the labels alone have them.
    write("good/checksummed.h5", layout=chunked, label_layout=dict(chunked, compression="gzip", fletcher32=True))
    write("good/float32.h5", time_type="<f4", unit_type=">i2", label_type=">i4", keys="variable", compact_labels=True)
    write("good/float64.h5", time_type=">f8", unit_type="<i8", label_type="u1", keys=None)


def bad():
    def fault(name, edit=None, **options):
        path = f"bad/{name}.h5"
        write(path, **options)
        if edit:
            with h5py.File(os.path.join(HERE, path), "r+") as f:
                edit(f)
        pack(path)
        os.remove(os.path.join(HERE, path))

    def times_of(change):
        t = [times(r) for r in range(RECORDINGS)]
        change(t)
        return t

    def units_of(change):
        u = [units(r) for r in range(RECORDINGS)]
        change(u)
        return u

    def put(rows, r, k, value):
        rows[r][k] = value

    def without(name):
        return lambda f: f.__delitem__(name)

    def instead(name, **data):
        def edit(f):
            del f[name]
            f.create_dataset(name, **data)
        return edit

    def link(f):
        del f["labels"]
        f["labels"] = h5py.ExternalLink("elsewhere.h5", "/labels")

    fault("time_nan", t=times_of(lambda t: put(t, 2, 5, np.nan)))
    fault("time_infinite", t=times_of(lambda t: put(t, 5, -1, np.inf)))
    fault("time_negative", t=times_of(lambda t: put(t, 0, 0, -0.5)))
    fault("time_unsorted", t=times_of(lambda t: put(t, 4, 100, 0.0)))
    fault("unit_700", u=units_of(lambda u: put(u, 3, 7, 700)))
    fault("unit_negative", unit_type="<i4", u=units_of(lambda u: put(u, 1, 9, -3)))
    fault("label_20", y=[0, 1, 20, 3, 4, 5])
    fault("label_negative", label_type="<i8", y=[0, 1, 2, 3, -4, 5])
    fault("label_1000_without_names", y=[0, 1, 2, 3, 4, 1000], keys=None)
    fault("lengths_differ", u=units_of(lambda u: u.__setitem__(2, u[2][:-1])))
    fault("no_times", without("spikes/times"))
    fault("no_spikes", without("spikes"))
    fault("no_labels", without("labels"))
    fault("labels_float", label_type="<f4")
    fault("labels_fewer", y=[0, 1, 2])
    fault("labels_two_dimensions", instead("labels", data=np.zeros((6, 2), "<u2")))
    fault("labels_not_written", instead("labels", shape=(6,), dtype="<u2"))
    fault("labels_chunk_missing", instead("labels", shape=(6,), dtype="<u2", chunks=(4,)))
    fault("labels_link", link)
    fault("times_integer", time_type="<u4")
    fault("times_not_sequences", instead("spikes/times", data=np.zeros(6, "<f4")))
    fault("spikes_a_dataset", instead("spikes", data=np.zeros(6, "<f4")))
    fault("no_recordings", t=[], u=[], y=[])
    fault("layout_version_5", libver="latest", layout=dict(chunks=(4,), compression="gzip"))
    # A million million labels, of which none is stored.
    fault("size_absurd", instead("labels", shape=(1 << 40,), dtype="<u2", chunks=(1 << 20,), compression="gzip"))


if __name__ == "__main__":
    for folder in ("good", "bad"):
        shutil.rmtree(os.path.join(HERE, folder), ignore_errors=True)
        os.makedirs(os.path.join(HERE, folder))
    good()
    bad()
    write("silent.h5", t=[times(0), [], [0.5]], u=[units(0), [], [699]], y=[0, 1, 2])
    pack("silent.h5")
    os.remove(os.path.join(HERE, "silent.h5"))
