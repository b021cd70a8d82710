"""The work that `afterspike bench step --export` wrote: the same for every program."""

from pathlib import Path

import numpy as np


class Work:
    """Input [steps][batch][inputs], labels, weights, and what Afterspike made of them."""

    def __init__(self, folder):
        self.folder = Path(folder)
        lines = (self.folder / "work.txt").read_text().splitlines()
        values = dict(line.split("=", 1) for line in lines)
        self.sizes = [int(n) for n in values["layers"].split("-")]
        self.batch = int(values["batch"])
        self.steps = int(values["steps"])
        self.leak = float(values["leak"])
        self.threshold = float(values["threshold"])
        self.slope = float(values["slope"])
        self.input = np.load(self.folder / "input.npy")
        self.labels = np.load(self.folder / "labels.npy")
        self.layers = self.split(np.load(self.folder / "parameters.npy"))

    def split(self, flat):
        """Flat parameters as (weights [pre][post], bias [post]) of each layer."""
        layers, start = [], 0
        for pre, post in zip(self.sizes[:-1], self.sizes[1:]):
            middle = start + pre * post
            layers.append((flat[start:middle].reshape(pre, post), flat[middle : middle + post]))
            start = middle + post
        return layers

    def spikes(self):
        """Afterspike's, of each layer [steps][batch][neurons]."""
        return [np.load(self.folder / f"spikes-{l}.npy") for l in range(len(self.sizes) - 1)]

    def differing(self, spikes):
        """How many spikes differ from Afterspike's, of how many."""
        expected = self.spikes()
        differ = sum(int((there != here).sum()) for there, here in zip(expected, spikes))
        return differ, sum(there.size for there in expected)

    def error(self, rule, mode, gradient):
        """The largest relative error (norms) of an array of the gradient."""
        expected = self.split(np.load(self.folder / f"gradient-{rule}-{mode}.npy"))
        worst = 0.0
        for there, here in zip(expected, gradient):
            for right, own in zip(there, here):
                scale = max(float(np.linalg.norm(right)), 1e-30)
                worst = max(worst, float(np.linalg.norm(right - own)) / scale)
        return worst
