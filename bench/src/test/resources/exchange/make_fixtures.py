"""Makes the files beside it, with nir 1.0.8, h5py 3.16.0, numpy 2.4.6, safetensors 0.8.0."""
import h5py
import nir
import numpy as np
import safetensors.numpy

weight = np.arange(6, dtype="f4").reshape(2, 3) / 8
bias = np.array([0.5, -0.25], "f4")
dt = 1e-4
parts = {}


def lif(n, tau=2e-3, r=20.0, **changes):
    full = dict(tau=tau, r=r, v_leak=0.0, v_threshold=1.0, v_reset=0.0) | changes
    return nir.LIF(**{k: np.full(n, v) for k, v in full.items()})


def write(name, *nodes, edges=None):
    graph = nir.NIRGraph.from_list(*nodes)
    if edges:
        graph = nir.NIRGraph(nodes=graph.nodes, edges=graph.edges + edges, type_check=False)
    nir.write(f"{name}.nir", graph)


affine = nir.Affine(weight=weight, bias=bias)
write("plain", affine, lif(2))  # dt / tau = 0.05, R dt / tau = 1
write("linear", nir.Linear(weight=weight), lif(2, r=10.0))  # R dt / tau = 0.5
write("if", affine, nir.IF(r=np.full(2, 1e4), v_threshold=np.full(2, 0.5), v_reset=np.zeros(2)))
write("reset", affine, lif(2, v_reset=0.1))
write("loop", affine, lif(2), edges=[("lif", "affine")])
two = lif(2)
two.tau[1] = 3e-3
write("mixed", affine, two)
safetensors.numpy.save_file(
    {"layers.0.weight": weight, "layers.0.bias": bias}, "torch.safetensors")
np.savez_compressed("numpy.npz", **{"layers.0.weight": weight.T.astype("f8")})

# A matrix in many chunks, those at the ends partly filled.
large = np.arange(7 * 90, dtype="f4").reshape(7, 90) / 1024
write("chunks", nir.Linear(weight=large), lif(7))
with h5py.File("chunks.nir", "a") as file:
    del file["node/nodes/linear/weight"]
    file.create_dataset(
        "node/nodes/linear/weight", data=large, chunks=(2, 32), compression="gzip", shuffle=True)
