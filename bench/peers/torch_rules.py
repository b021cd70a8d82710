"""The rules in PyTorch: eager, with the hot functions compiled by torch.compile, or on a GPU as one
CUDA graph of a whole sequence of the compiled functions.

Traces are updated in place. `published` keeps the two matrices of OTPE per sample, `history` the
factors of docs/rules.md.
"""

import numpy as np
import torch

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
PRECISIONS = {"highest": "highest", "default": "highest", "tf32": "high"}  # its default is float32
WARM_RUNS = 3  # before a graph is captured: all is compiled, and libraries have their memory


def set_precision(name):
    """Of matrix products."""
    torch.set_float32_matmul_precision(PRECISIONS[name])


def device_name(device):
    """An error if it is not there."""
    return torch.cuda.get_device_name() if device == "gpu" else "cpu"


def maker(compiled):
    """What makes a function quick, given whether the sizes of its arrays change."""
    if not compiled:
        return lambda function, changing=False: function
    torch._dynamo.config.recompile_limit = 64  # one for each size of a layer
    return lambda function, changing=False: torch.compile(
        function, dynamic=None if changing else False
    )


class Rules:
    def __init__(self, work, compiled, device):
        self.work = work
        self.leak, self.slope, self.threshold = work.leak, work.slope, work.threshold
        self.batch, self.steps, self.sizes = work.batch, work.steps, work.sizes
        self.count = len(self.sizes) - 1
        self.device = device
        self.input = self.tensor(work.input)
        self.labels = self.tensor(work.labels).long()
        self.one_hot = torch.nn.functional.one_hot(self.labels, self.sizes[-1]).float()
        self.layers = [(self.tensor(w), self.tensor(b)) for w, b in work.layers]
        # Compiled functions copy arguments whose addresses are not multiples of 16 bytes, so that
        # each of these begins at one: the powers of the leak, Adamax's correction of each update.
        ages = torch.arange(self.steps - 1, -1, -1, dtype=torch.float32)
        self.decay = (self.leak**ages)[:, None, None].repeat(1, 4, 1).to(device)
        self.corrections = [self.tensor(1 - BETA1 ** (t + 1)) for t in range(self.steps)]
        self.rate = self.zeros()
        make = maker(compiled)
        self.lif = make(self.lif_eager)
        self.adamax = make(self.adamax_eager)
        self.published_otpe = make(self.published_otpe_eager)
        self.published_ostl = make(self.published_ostl_eager)
        self.history_otpe = make(self.history_otpe_eager, changing=True)
        self.bptt_step = make(self.bptt_step_eager)

    def tensor(self, array):
        return torch.tensor(array, device=self.device)

    def zeros(self, *shape):
        return torch.zeros(shape, device=self.device)

    def surrogate(self, v):
        return 1 / (self.slope * (v - self.threshold).abs() + 1) ** 2

    def lif_eager(self, potential, x, weights, bias):
        v = self.leak * potential + (x @ weights + bias)
        spikes = (v >= self.threshold).float()
        return v - self.threshold * spikes, spikes, self.surrogate(v)

    def adamax_eager(self, p, m, n, gradient, correction, rate):
        m.mul_(BETA1).add_(gradient, alpha=1 - BETA1)
        n.copy_(torch.maximum(n * BETA2, gradient.abs() + EPSILON))
        p.sub_(m / n * (rate / correction))

    # Traces of one layer: change the state in place, return what its gradient is made of.

    def published_otpe_eager(self, membrane, output, signal, x, g):
        p = self.leak * membrane + x[:, :, None]
        step = g[:, None, :] * p
        membrane.copy_(p - self.threshold * step)
        output.copy_(self.leak * output + step)
        return (signal[:, None, :] * output).sum(0)

    def published_ostl_eager(self, membrane, signal, x, g):
        p = self.leak * membrane + x[:, :, None]
        step = g[:, None, :] * p
        membrane.copy_(p - self.threshold * step)
        return (signal[:, None, :] * step).sum(0)

    def history_otpe_eager(self, factor, signal, g, decay):
        factor.mul_(self.leak * (1 - self.threshold * g)).add_(g * decay)
        return signal * factor

    def bptt_step_eager(self, layers, potentials, x, forced):
        after = []
        for l, (weights, bias) in enumerate(layers):
            v = self.leak * potentials[l] + (x @ weights + bias)
            x = Spike.apply(v, self.threshold, self.slope)
            if forced is not None:
                x = x + (forced[l] - x).detach()
            after.append(v - self.threshold * x)
        return after, torch.nn.functional.cross_entropy(x, self.labels)

    def moments(self):
        return [
            tuple((torch.zeros_like(p), torch.zeros_like(p)) for p in layer)
            for layer in self.layers
        ]


class Layer:
    """What one layer keeps from step to step under one rule."""

    def __init__(self, rules, rule, form, index):
        self.rules, self.rule, self.form = rules, rule, form
        pre, post, batch = rules.sizes[index], rules.sizes[index + 1], rules.batch
        zeros = rules.zeros
        self.potential = zeros(batch, post)
        self.mean = zeros(batch, post)
        self.weight = 0.0
        matrix = rule in ("otpe", "ostl")
        if not matrix:
            self.trace, self.filtered = zeros(batch, pre), zeros(batch, pre)
        elif form == "history":
            self.time = 0
            self.past = zeros(rules.steps, batch, pre)
            self.factor = zeros(rules.steps, batch, post)
            self.retention = zeros(batch, post)
        else:
            self.membrane = zeros(batch, pre, post)
            self.membrane_bias = zeros(batch, post)
            if rule == "otpe":
                self.output = zeros(batch, pre, post)
                self.output_bias = zeros(batch, post)

    def forward(self, x, weights, bias, forced=None):
        self.x = x
        self.potential, spikes, self.g = self.rules.lif(self.potential, x, weights, bias)
        if forced is not None:
            self.potential = self.potential + self.rules.threshold * (spikes - forced)
            spikes = forced
        if self.rule in ("otpe", "approx-otpe"):
            self.weight = self.rules.leak * self.weight + 1
            self.mean += (self.g - self.mean) / self.weight
        return spikes

    def gradient(self, signal):
        """The gradient of (weights, bias), and what the layer sends down."""
        r, g = self.rules, self.g
        sent = signal * (self.mean if self.rule in ("otpe", "approx-otpe") else g)
        if self.rule in ("ottt", "approx-otpe"):
            self.trace.mul_(r.leak).add_(self.x)
            kept = self.trace
            if self.rule == "approx-otpe":
                kept = self.filtered.mul_(r.leak).add_(self.trace)
            return (kept.T @ sent, sent.sum(0)), sent
        if self.form == "history":
            return self.history(signal, sent), sent
        p = r.leak * self.membrane_bias + 1
        step = g * p
        self.membrane_bias = p - r.threshold * step
        if self.rule == "ostl":
            weights = r.published_ostl(self.membrane, signal, self.x, g)
            return (weights, (signal * step).sum(0)), sent
        self.output_bias = r.leak * self.output_bias + step
        weights = r.published_otpe(self.membrane, self.output, signal, self.x, g)
        return (weights, (signal * self.output_bias).sum(0)), sent

    def history(self, signal, sent):
        r, now = self.rules, self.time
        self.time = now + 1
        self.past[now] = self.x
        factor = self.factor[: now + 1]
        if self.rule == "otpe":
            weighted = r.history_otpe(factor, signal, self.g, r.decay[r.steps - 1 - now :, :1])
        else:
            self.factor[:now].mul_(self.retention)
            self.factor[now].fill_(1.0)
            self.retention = r.leak * (1 - r.threshold * self.g)
            weighted = sent * factor
        past = self.past[: now + 1].reshape(-1, self.past.shape[2])
        return past.T @ weighted.reshape(past.shape[0], -1), weighted.sum((0, 1))


class Spike(torch.autograd.Function):
    @staticmethod
    def forward(context, v, threshold, slope):
        context.save_for_backward(v)
        context.constants = threshold, slope
        return (v >= threshold).float()

    @staticmethod
    def backward(context, gradient):
        (v,) = context.saved_tensors
        threshold, slope = context.constants
        return gradient / (slope * (v - threshold).abs() + 1) ** 2, None, None


class Side:
    """One rule, ready to run: weights stay, since the learning rate is 0."""

    def __init__(self, work, rule, form, program, threads, device):
        torch.set_num_threads(threads)
        self.on_gpu = device == "gpu"
        self.rules = Rules(work, program != "torch-eager", "cuda" if self.on_gpu else "cpu")
        self.rule, self.form = rule, form
        self.captures, self.graph = program == "torch-graph", None
        self.moments = self.rules.moments()
        self.loss = None
        self.last = None
        self.wait()

    def wait(self):
        if self.on_gpu:
            torch.cuda.synchronize()

    def run(self):
        if self.captures and self.graph is None:
            self.capture()
        if self.graph is not None:
            self.graph.replay()
        else:
            self.sequence()
        self.wait()

    def capture(self):
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(WARM_RUNS):
                self.sequence()
        torch.cuda.current_stream().wait_stream(stream)
        self.wait()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.sequence()
        self.graph = graph

    def sequence(self, forced=None):
        if self.rule == "bptt":
            self.bptt(forced)
        else:
            with torch.no_grad():
                self.online(forced)

    def online(self, forced=None):
        r = self.rules
        top = {"otpe": "ostl", "approx-otpe": "ottt"}.get(self.rule, self.rule)
        layers = [
            Layer(r, top if l == r.count - 1 else self.rule, self.form, l) for l in range(r.count)
        ]
        loss = r.zeros()
        for t in range(r.steps):
            x = r.input[t]
            for l, layer in enumerate(layers):
                x = layer.forward(x, *r.layers[l], forced and forced[l][t])
            loss = loss - (r.one_hot * torch.log_softmax(x, 1)).sum(1).mean()
            signal = (torch.softmax(x, 1) - r.one_hot) / r.batch
            gradients = [None] * r.count
            for l in reversed(range(r.count)):
                gradients[l], sent = layers[l].gradient(signal)
                if l > 0:
                    signal = sent @ r.layers[l][0].T
            self.apply(gradients, t)
        self.loss, self.last = loss / r.steps, gradients

    def apply(self, gradients, step):
        r = self.rules
        for l in range(r.count):
            for p, g, (m, n) in zip(r.layers[l], gradients[l], self.moments[l]):
                r.adamax(p, m, n, g, r.corrections[step], r.rate)

    def bptt(self, forced=None):
        r = self.rules
        layers = [tuple(p.detach().requires_grad_() for p in layer) for layer in r.layers]
        potentials = [r.zeros(r.batch, n) for n in r.sizes[1:]]
        loss = r.zeros()
        for t in range(r.steps):
            now = forced and [s[t] for s in forced]
            potentials, step_loss = r.bptt_step(layers, potentials, r.input[t], now)
            loss = loss + step_loss
        flat = [p for layer in layers for p in layer]
        found = torch.autograd.grad(loss / r.steps, flat)
        self.loss = loss.detach() / r.steps
        self.last = list(zip(found[0::2], found[1::2]))
        with torch.no_grad():
            self.apply(self.last, 0)

    def gradient(self):
        return [tuple(p.detach().cpu().numpy() for p in layer) for layer in self.last]

    def gradient_on(self, spikes):
        """The gradient where these spikes count instead of its own."""
        self.sequence([self.rules.tensor(s) for s in spikes])
        self.wait()
        return self.gradient()

    def spikes(self):
        """Every layer's, [steps][batch][neurons], by the neuron the rules use."""
        r = self.rules
        fired = [[] for _ in range(r.count)]
        with torch.no_grad():
            layers = [Layer(r, "ottt", self.form, l) for l in range(r.count)]
            for t in range(r.steps):
                x = r.input[t]
                for l, layer in enumerate(layers):
                    x = layer.forward(x, *r.layers[l])
                    fired[l].append(x)
        return [np.asarray(torch.stack(s).cpu()) for s in fired]
