"""The rules in PyTorch, eager or with the hot functions compiled by torch.compile.

Traces are updated in place. `published` keeps the two matrices of OTPE per sample, `history` the
factors of docs/rules.md.
"""

import numpy as np
import torch

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


def maker(compiled):
    return torch.compile if compiled else (lambda function: function)


class Rules:
    def __init__(self, work, compiled):
        self.work = work
        self.leak, self.slope, self.threshold = work.leak, work.slope, work.threshold
        self.batch, self.steps, self.sizes = work.batch, work.steps, work.sizes
        self.count = len(self.sizes) - 1
        self.input = torch.from_numpy(work.input)
        self.labels = torch.from_numpy(work.labels).long()
        self.one_hot = torch.nn.functional.one_hot(self.labels, self.sizes[-1]).float()
        self.layers = [(torch.tensor(w), torch.tensor(b)) for w, b in work.layers]
        make = maker(compiled)
        self.lif = make(self.lif_eager)
        self.adamax = make(self.adamax_eager)
        self.published_otpe = make(self.published_otpe_eager)
        self.published_ostl = make(self.published_ostl_eager)
        self.history_step = make(self.history_step_eager)

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

    # Traces of one layer: change the state in place, return the gradient of its weights.

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

    def history_step_eager(self, factor, retention, g, decay):
        factor.mul_(retention).add_(g * decay)

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
        self.potential = torch.zeros(batch, post)
        self.mean = torch.zeros(batch, post)
        self.weight = 0.0
        matrix = rule in ("otpe", "ostl")
        if not matrix:
            self.trace, self.filtered = torch.zeros(batch, pre), torch.zeros(batch, pre)
        elif form == "history":
            self.time = 0
            self.past = torch.zeros(rules.steps, batch, pre)
            self.factor = torch.zeros(rules.steps, batch, post)
            self.retention = torch.zeros(batch, post)
        else:
            self.membrane = torch.zeros(batch, pre, post)
            self.membrane_bias = torch.zeros(batch, post)
            if rule == "otpe":
                self.output = torch.zeros(batch, pre, post)
                self.output_bias = torch.zeros(batch, post)

    def forward(self, x, weights, bias):
        self.x = x
        self.potential, spikes, self.g = self.rules.lif(self.potential, x, weights, bias)
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
            return self.history(signal if self.rule == "otpe" else sent), sent
        p = r.leak * self.membrane_bias + 1
        step = g * p
        self.membrane_bias = p - r.threshold * step
        if self.rule == "ostl":
            weights = r.published_ostl(self.membrane, signal, self.x, g)
            return (weights, (signal * step).sum(0)), sent
        self.output_bias = r.leak * self.output_bias + step
        weights = r.published_otpe(self.membrane, self.output, signal, self.x, g)
        return (weights, (signal * self.output_bias).sum(0)), sent

    def history(self, signal):
        r, now = self.rules, self.time
        self.past[now] = self.x
        retention = r.leak * (1 - r.threshold * self.g)
        if self.rule == "otpe":
            decay = r.leak ** torch.arange(now, -1, -1, dtype=torch.float32)[:, None, None]
            r.history_step(self.factor[: now + 1], retention, self.g, decay)
        else:
            self.factor[:now].mul_(self.retention)
            self.factor[now] = 1.0
            self.retention = retention
        self.time = now + 1
        weighted = signal * self.factor[: now + 1]
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

    def __init__(self, work, rule, form, compiled, threads):
        torch.set_num_threads(threads)
        self.rules = Rules(work, compiled)
        self.rule, self.form = rule, form
        self.moments = self.rules.moments()
        self.mean_loss = maker(compiled)(self.mean_loss_eager)
        self.fired = None
        self.last = None

    def run(self, keep_spikes=False):
        if self.rule == "bptt" and not keep_spikes:
            self.bptt()
        else:
            with torch.no_grad():
                self.online(keep_spikes)

    def online(self, keep_spikes):
        r = self.rules
        rule = "ottt" if self.rule == "bptt" else self.rule
        top = {"otpe": "ostl", "approx-otpe": "ottt"}.get(rule, rule)
        layers = [
            Layer(r, top if l == r.count - 1 else rule, self.form, l) for l in range(r.count)
        ]
        fired = [[] for _ in layers]
        loss = 0.0
        for t in range(r.steps):
            x = r.input[t]
            for l, layer in enumerate(layers):
                x = layer.forward(x, *r.layers[l])
                if keep_spikes:
                    fired[l].append(x)
            loss += float(-(r.one_hot * torch.log_softmax(x, 1)).sum(1).mean())
            signal = (torch.softmax(x, 1) - r.one_hot) / r.batch
            gradients = [None] * r.count
            for l in reversed(range(r.count)):
                gradients[l], sent = layers[l].gradient(signal)
                if l > 0:
                    signal = sent @ r.layers[l][0].T
            self.apply(gradients, t + 1)
        if keep_spikes:
            self.fired = [torch.stack(s).numpy() for s in fired]
        else:
            self.last = gradients

    def apply(self, gradients, update):
        correction = 1 - BETA1**update
        for l in range(self.rules.count):
            for p, g, (m, n) in zip(self.rules.layers[l], gradients[l], self.moments[l]):
                self.rules.adamax(p, m, n, g, correction, 0.0)

    def mean_loss_eager(self, layers):
        r = self.rules
        potentials = [torch.zeros(r.batch, n) for n in r.sizes[1:]]
        loss = 0.0
        for t in range(r.steps):
            x = r.input[t]
            for l, (weights, bias) in enumerate(layers):
                v = r.leak * potentials[l] + (x @ weights + bias)
                x = Spike.apply(v, r.threshold, r.slope)
                potentials[l] = v - r.threshold * x
            loss = loss + torch.nn.functional.cross_entropy(x, r.labels)
        return loss / r.steps

    def bptt(self):
        layers = [tuple(p.detach().requires_grad_() for p in layer) for layer in self.rules.layers]
        self.mean_loss(layers).backward()
        self.last = [tuple(p.grad for p in layer) for layer in layers]
        with torch.no_grad():
            self.apply(self.last, 1)

    def gradient(self):
        return [tuple(p.detach().numpy() for p in layer) for layer in self.last]

    def spikes(self):
        self.run(keep_spikes=True)
        return [np.asarray(s) for s in self.fired]
