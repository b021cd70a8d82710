"""The rules in JAX: one jitted scan over a sequence.

`seed-style` keeps what the published code keeps, per-sample matrices by vmap; `single-trace` and
`history` are the cheaper exact forms of docs/rules.md, so that algorithm and engine are told apart.
"""

import jax
import jax.numpy as jnp
import numpy as np

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
PRECISIONS = {"highest": "highest", "default": "default", "tf32": "tensorfloat32"}
SEGMENTS = 5  # of a sequence: the history form's arrays grow from one to the next


def set_precision(name):
    """Of matrix products. On a GPU "highest" is float32 and the default of JAX is tf32."""
    jax.config.update("jax_default_matmul_precision", PRECISIONS[name])


def device_name(device):
    """Of the device that all arrays are made on; an error if it is not there."""
    return jax.devices()[0].device_kind


class Rules:
    def __init__(self, work):
        self.work = work
        self.leak, self.slope, self.threshold = work.leak, work.slope, work.threshold
        self.batch, self.steps, self.sizes = work.batch, work.steps, work.sizes
        self.count = len(self.sizes) - 1
        self.input = jnp.asarray(work.input)
        self.one_hot = jax.nn.one_hot(work.labels, self.sizes[-1])
        self.layers = [(jnp.asarray(w), jnp.asarray(b)) for w, b in work.layers]

    # The neuron and the readout.

    def surrogate(self, v):
        return 1 / (self.slope * jnp.abs(v - self.threshold) + 1) ** 2

    def lif(self, potential, x, weights, bias, forced=None):
        """`forced` are spikes that count instead of its own."""
        v = self.leak * potential + (x @ weights + bias)
        spikes = (v >= self.threshold).astype(jnp.float32) if forced is None else forced
        return v - self.threshold * spikes, spikes, self.surrogate(v)

    def loss(self, output):
        return -(self.one_hot * jax.nn.log_softmax(output)).sum(1).mean()

    def learning_signal(self, output):
        return (jax.nn.softmax(output) - self.one_hot) / self.batch

    def potentials(self):
        return [jnp.zeros((self.batch, n)) for n in self.sizes[1:]]

    def adamax(self, moments, gradients, layers, update, rate):
        new_layers, new_moments = [], []
        for layer, gradient, moment in zip(layers, gradients, moments):
            pairs = []
            for p, g, (m, n) in zip(layer, gradient, moment):
                m = BETA1 * m + (1 - BETA1) * g
                n = jnp.maximum(BETA2 * n, jnp.abs(g) + EPSILON)
                pairs.append((p - rate * (m / (1 - BETA1**update)) / n, (m, n)))
            new_layers.append(tuple(p for p, _ in pairs))
            new_moments.append(tuple(mn for _, mn in pairs))
        return new_layers, new_moments

    def zero_moments(self):
        return [
            tuple((jnp.zeros_like(p), jnp.zeros_like(p)) for p in layer) for layer in self.layers
        ]

    # What a layer keeps from step to step.

    def start(self, rule, form, layer, steps):
        pre, post = self.sizes[layer], self.sizes[layer + 1]
        zeros = lambda *shape: jnp.zeros((self.batch, *shape))
        mean = dict(mean=zeros(post), weight=jnp.zeros(()))
        if rule == "ottt":
            return dict(trace=zeros(pre))
        if rule == "approx-otpe":
            return dict(trace=zeros(pre), filtered=zeros(pre), **mean)
        if form == "history":
            kept = dict(
                past=jnp.zeros((steps, self.batch, pre)),
                factor=jnp.zeros((steps, self.batch, post)),
                time=jnp.zeros((), jnp.int32),
            )
            return {**kept, **(mean if rule == "otpe" else dict(retention=zeros(post)))}
        kept = dict(membrane=zeros(pre, post), membrane_bias=zeros(post))
        if rule == "ostl":
            return kept
        output = dict(output=zeros(pre, post), output_bias=zeros(post), **mean)
        if form == "single-trace":
            return dict(trace=zeros(pre), trace_bias=jnp.zeros(()), **output)
        return {**kept, **output}

    def advance(self, rule, form, state, x, g):
        state = dict(state)
        leak, threshold = self.leak, self.threshold
        if "weight" in state:
            state["weight"] = leak * state["weight"] + 1
            state["mean"] = state["mean"] + (g - state["mean"]) / state["weight"]
        if rule in ("ottt", "approx-otpe"):
            state["trace"] = leak * state["trace"] + x
            if rule == "approx-otpe":
                state["filtered"] = leak * state["filtered"] + state["trace"]
        elif form == "history":
            self.advance_history(rule, state, x, g)
        elif form == "single-trace" and rule == "otpe":
            retention = leak * (1 - threshold * g)
            state["trace"] = leak * state["trace"] + x
            state["trace_bias"] = leak * state["trace_bias"] + 1
            state["output"] = (
                retention[:, None, :] * state["output"] + state["trace"][:, :, None] * g[:, None, :]
            )
            state["output_bias"] = retention * state["output_bias"] + state["trace_bias"] * g
        else:

            def one_sample(membrane, x, g):
                p = leak * membrane + x[:, None]
                return (1 - threshold * g)[None] * p, g[None] * p

            state["membrane"], state["step"] = jax.vmap(one_sample)(state["membrane"], x, g)
            p = leak * state["membrane_bias"] + 1
            state["membrane_bias"], state["step_bias"] = (1 - threshold * g) * p, g * p
            if rule == "otpe":
                state["output"] = leak * state["output"] + state["step"]
                state["output_bias"] = leak * state["output_bias"] + state["step_bias"]
        state["surrogate"] = g
        return state

    def advance_history(self, rule, state, x, g):
        now = state["time"]
        ages = now - jnp.arange(state["factor"].shape[0])
        retention = self.leak * (1 - self.threshold * g)
        if rule == "otpe":
            decay = jnp.where(ages >= 0, self.leak ** jnp.maximum(ages, 0), 0.0)
            state["factor"] = retention * state["factor"] + g * decay[:, None, None]
        else:
            state["factor"] = state["retention"] * state["factor"]
            state["factor"] = state["factor"].at[now].set(1.0)
            state["retention"] = retention
        state["past"] = state["past"].at[now].set(x)
        state["time"] = now + 1

    def gradient(self, rule, form, state, signal):
        """The gradient of (weights, bias), and what the layer sends down."""
        g = state["surrogate"]
        if rule == "ottt":
            factor = signal * g
            return (state["trace"].T @ factor, factor.sum(0)), factor
        if rule == "approx-otpe":
            factor = signal * state["mean"]
            return (state["filtered"].T @ factor, factor.sum(0)), factor
        sent = signal * (state["mean"] if rule == "otpe" else g)
        if form == "history":
            weighted = (signal if rule == "otpe" else sent) * state["factor"]
            weights = jnp.einsum("kbi,kbj->ij", state["past"], weighted)
            return (weights, weighted.sum((0, 1))), sent
        if rule == "otpe":
            matrix, bias = state["output"], state["output_bias"]
        else:
            matrix, bias = state["step"], state["step_bias"]
        return (jnp.einsum("bj,bij->ij", signal, matrix), (signal * bias).sum(0)), sent

    # Whole sequences.

    def online(self, rule, form):
        top = {"otpe": "ostl", "approx-otpe": "ottt"}.get(rule, rule)
        rules = [rule] * (self.count - 1) + [top]
        starts = lambda steps: [self.start(r, form, l, steps) for l, r in enumerate(rules)]
        keep = [set(s) for s in starts(1)]

        def step(carry, inputs):
            layers, moments, potentials, states, update, rate, _ = carry
            x, forced = inputs
            new_potentials, new_states = [], []
            for l in range(self.count):
                u, spikes, g = self.lif(potentials[l], x, *layers[l], forced and forced[l])
                new_states.append(self.advance(rules[l], form, states[l], x, g))
                new_potentials.append(u)
                x = spikes
            signal, gradients = self.learning_signal(x), [None] * self.count
            for l in reversed(range(self.count)):
                gradients[l], sent = self.gradient(rules[l], form, new_states[l], signal)
                if l > 0:
                    signal = sent @ layers[l][0].T
            update = update + 1
            layers, moments = self.adamax(moments, gradients, layers, update, rate)
            kept = [{k: s[k] for k in names} for names, s in zip(keep, new_states)]
            carry = (layers, moments, new_potentials, kept, update, rate, gradients)
            return carry, self.loss(x)

        def sequence(layers, moments, update, rate, xs, forced=None):
            gradients = [tuple(jnp.zeros_like(p) for p in layer) for layer in layers]
            # Arrays of a fixed size would make every step as dear as the last one.
            segments = SEGMENTS if form == "history" and self.steps % SEGMENTS == 0 else 1
            length = self.steps // segments
            states = starts(length)
            carry = (layers, moments, self.potentials(), states, update, rate, gradients)
            losses = []
            for n in range(segments):
                part = slice(n * length, (n + 1) * length)
                inputs = jax.tree.map(lambda a: a[part], (xs, forced))
                carry, loss = jax.lax.scan(step, carry, inputs)
                losses.append(loss)
                if n < segments - 1:
                    grown = [self.grow(s, length) for s in carry[3]]
                    carry = carry[:3] + (grown,) + carry[4:]
            return carry[0], carry[1], carry[4], carry[6], jnp.concatenate(losses).mean()

        return jax.jit(sequence)

    @staticmethod
    def grow(state, length):
        state = dict(state)
        for name in ("past", "factor"):
            if name in state:
                more = jnp.zeros((length, *state[name].shape[1:]))
                state[name] = jnp.concatenate([state[name], more])
        return state

    def bptt(self):
        @jax.custom_jvp
        def spike(v):
            return (v >= self.threshold).astype(jnp.float32)

        @spike.defjvp
        def derivative(primals, tangents):
            return spike(primals[0]), tangents[0] * self.surrogate(primals[0])

        def mean_loss(layers, xs, forced):
            def step(potentials, inputs):
                x, forced = inputs
                after = []
                for l, (potential, (weights, bias)) in enumerate(zip(potentials, layers)):
                    v = self.leak * potential + (x @ weights + bias)
                    x = spike(v)
                    if forced is not None:
                        x = x + jax.lax.stop_gradient(forced[l] - x)
                    after.append(v - self.threshold * x)
                return after, self.loss(x)

            return jax.lax.scan(step, self.potentials(), (xs, forced))[1].mean()

        def sequence(layers, moments, update, rate, xs, forced=None):
            loss, gradients = jax.value_and_grad(mean_loss)(layers, xs, forced)
            update = update + 1
            layers, moments = self.adamax(moments, gradients, layers, update, rate)
            return layers, moments, update, gradients, loss

        return jax.jit(sequence)

    def spikes(self):
        """Every layer's spikes, [steps][batch][neurons], by the neuron the rules use."""

        @jax.jit
        def forward(layers, xs):
            def step(potentials, x):
                after, fired = [], []
                for potential, layer in zip(potentials, layers):
                    u, x, _ = self.lif(potential, x, *layer)
                    after.append(u)
                    fired.append(x)
                return after, fired

            return jax.lax.scan(step, self.potentials(), xs)[1]

        return [np.asarray(s) for s in forward(self.layers, self.input)]


class Side:
    """One rule, ready to run: weights stay, since the learning rate is 0."""

    def __init__(self, work, rule, form):
        self.rules = Rules(work)
        sequence = self.rules.bptt() if rule == "bptt" else self.rules.online(rule, form)
        zero = jnp.zeros(())
        r = self.rules
        # All on the device, before anything is timed.
        arguments = jax.block_until_ready((r.layers, r.zero_moments(), zero, zero, r.input))
        self.sequence = lambda *forced: jax.block_until_ready(sequence(*arguments, *forced))
        self.result = None

    def run(self):
        self.result = self.sequence()

    def gradient(self):
        return [tuple(np.asarray(p) for p in layer) for layer in self.result[3]]

    def gradient_on(self, spikes):
        """The gradient where these spikes count instead of its own."""
        self.result = self.sequence([jnp.asarray(s) for s in spikes])
        return self.gradient()

    def spikes(self):
        return self.rules.spikes()
