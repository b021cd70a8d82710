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

    def compare(self, rule, mode, spikes, gradient):
        """How many spikes differ, and the largest relative error (norms) of a layer's gradient."""
        differ = 0
        for layer, own in enumerate(spikes):
            expected = np.load(self.folder / f"spikes-{layer}.npy")
            differ += int((expected != own).sum())
        expected = self.split(np.load(self.folder / f"gradient-{rule}-{mode}.npy"))
        worst = 0.0
        for (weights, bias), (own_weights, own_bias) in zip(expected, gradient):
            for there, here in ((weights, own_weights), (bias, own_bias)):
                scale = max(float(np.linalg.norm(there)), 1e-30)
                worst = max(worst, float(np.linalg.norm(there - here)) / scale)
        return differ, worst
