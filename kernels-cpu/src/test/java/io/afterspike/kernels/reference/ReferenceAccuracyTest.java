package io.afterspike.kernels.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The definition itself against float64, each element within the bound of its roundings. */
class ReferenceAccuracyTest {
  private static final int N = 5000;
  private static final int BATCH = 4;
  private static final int PRE = 60;
  private static final int POST = 21;
  private static final Bounded ONE = Bounded.of(1f);

  private final SplittableRandom random = new SplittableRandom(20261123);
  private final Bounded leak = Bounded.of(0.95257413f);
  private final Bounded threshold = Bounded.of(1f);

  @Test
  void lif() {
    Ratio ratio = new Ratio("lif");
    float[] current = uniform(N, -2, 2);
    float[] before = uniform(N, -2, 2);
    float[] potential = before.clone();
    float[] spikes = new float[N];
    float[] surrogate = new float[N];
    LifReference.step(0.95257413f, 1f, 25f, current, potential, spikes, surrogate, 0, N);
    int fired = 0;
    for (int j = 0; j < N; j++) {
      Bounded v = leak.timesPlus(Bounded.of(before[j]), Bounded.of(current[j]));
      Bounded distance = v.minus(threshold);
      boolean fires = spikes[j] == 1f;
      if (Math.abs(distance.value()) > v.error()) {
        assertEquals(v.value() >= 1, fires, "spikes[" + j + "]");
      }
      Bounded q = Bounded.of(25f).timesPlus(distance.magnitude(), ONE);
      ratio.add("potential", j, (fires ? distance : v).flushed(), potential[j]);
      ratio.add("surrogate", j, ONE.over(q.times(q)), surrogate[j]);
      fired += fires ? 1 : 0;
    }
    assertEquals(N / 4, fired, N / 8, "spikes");
    ratio.check();
  }

  @Test
  void leakySum() {
    Ratio ratio = new Ratio("leaky sum");
    float[] input = uniform(N, -2, 2);
    float[] before = uniform(N, -2, 2);
    float[] sum = before.clone();
    LeakySumReference.step(0.95257413f, input, sum, 0, N);
    for (int j = 0; j < N; j++) {
      Bounded expected = leak.timesPlus(Bounded.of(before[j]), Bounded.of(input[j]));
      ratio.add("sum", j, expected.flushed(), sum[j]);
    }
    ratio.check();
  }

  /** Over many steps the recurrence of bounds runs beside the values. */
  @Test
  void leakySumOverTime() {
    Ratio ratio = new Ratio("leaky sum over time");
    float[] sum = new float[40];
    Bounded[] expected = new Bounded[sum.length];
    Arrays.fill(expected, Bounded.of(0f));
    for (int t = 0; t < 200; t++) {
      float[] input = uniform(sum.length, 0, 1);
      LeakySumReference.step(0.95257413f, input, sum, 0, sum.length);
      for (int j = 0; j < sum.length; j++) {
        expected[j] = leak.timesPlus(expected[j], Bounded.of(input[j])).flushed();
        ratio.add("sum", j, expected[j], sum[j]);
      }
    }
    ratio.check();
  }

  @Test
  void meanSurrogate() {
    Ratio ratio = new Ratio("mean surrogate");
    float[] surrogate = uniform(N, 0, 1);
    float[] before = uniform(N, 0, 1);
    float[] mean = before.clone();
    MeanSurrogateReference.step(0.37f, surrogate, mean, 0, N);
    for (int j = 0; j < N; j++) {
      Bounded m = Bounded.of(before[j]);
      Bounded change = Bounded.of(surrogate[j]).minus(m);
      ratio.add("mean", j, change.timesPlus(Bounded.of(0.37f), m), mean[j]);
    }
    ratio.check();
  }

  @Test
  void retention() {
    Ratio ratio = new Ratio("retention");
    float[] surrogate = uniform(N, 0, 1);
    float[] retention = new float[N];
    RetentionReference.compute(0.95257413f, 1f, surrogate, retention, 0, N);
    for (int j = 0; j < N; j++) {
      Bounded kept = threshold.negative().timesPlus(Bounded.of(surrogate[j]), ONE);
      ratio.add("retention", j, leak.times(kept), retention[j]);
    }
    ratio.check();
  }

  @Test
  void historyFactors() {
    Ratio ratio = new Ratio("history factors");
    float[] retention = uniform(N, 0, 1);
    float[] surrogate = uniform(N, 0, 1);
    float[] before = uniform(N, 0, 1);
    float[] ostl = before.clone();
    float[] otpe = before.clone();
    HistoryFactorReference.stepOstl(retention, ostl, 0, N);
    HistoryFactorReference.stepOtpe(0.61f, retention, surrogate, otpe, 0, N);
    for (int j = 0; j < N; j++) {
      Bounded c = Bounded.of(retention[j]);
      Bounded factor = Bounded.of(before[j]);
      Bounded entering = Bounded.of(surrogate[j]).times(Bounded.of(0.61f));
      ratio.add("ostl", j, c.times(factor).flushed(), ostl[j]);
      ratio.add("otpe", j, c.timesPlus(factor, entering).flushed(), otpe[j]);
    }
    ratio.check();
  }

  @Test
  void products() {
    Ratio ratio = new Ratio("products");
    float[] left = uniform(N, -2, 2);
    float[] right = uniform(N, -2, 2);
    float[] product = new float[N];
    float[] scaled = right.clone();
    ProductReference.multiply(left, right, product, 0, N);
    ProductReference.scale(0.3f, scaled, 0, N);
    for (int j = 0; j < N; j++) {
      Bounded r = Bounded.of(right[j]);
      ratio.add("product", j, Bounded.of(left[j]).times(r), product[j]);
      ratio.add("scaled", j, Bounded.of(0.3f).times(r), scaled[j]);
    }
    ratio.check();
  }

  @Test
  void reversePasses() {
    Ratio ratio = new Ratio("reverse passes");
    int steps = 5;
    float[] surrogate = uniform(steps * N, 0, 1);
    float[] mean = uniform(steps * N, 0, 1);
    float[] signal = uniform(steps * N, -1, 1);
    float leak = 0.9f;
    float[][] adjoints = new float[5][];
    float[][] sent = new float[5][];
    for (int rule = 0; rule < 5; rule++) {
      adjoints[rule] = signal.clone();
      sent[rule] = mean.clone();
    }
    ReversePassReference.bptt(leak, 0.8f, surrogate, adjoints[0], steps, N, 0, N);
    ReversePassReference.ostl(leak, 0.8f, surrogate, adjoints[1], sent[1], steps, N, 0, N);
    ReversePassReference.otpe(leak, 0.8f, surrogate, adjoints[2], sent[2], steps, N, 0, N);
    ReversePassReference.ottt(leak, surrogate, adjoints[3], sent[3], steps, N, 0, N);
    ReversePassReference.approxOtpe(leak, adjoints[4], sent[4], steps, N, 0, N);
    Bounded l = Bounded.of(leak);
    for (int j = 0; j < N; j++) {
      Bounded[] a = new Bounded[5];
      Arrays.fill(a, Bounded.of(0f));
      Bounded otpe = a[0];
      Bounded approx = a[0];
      for (int k = (steps - 1) * N + j; k >= 0; k -= N) {
        Bounded g = Bounded.of(surrogate[k]);
        Bounded d = Bounded.of(signal[k]);
        Bounded c = l.times(Bounded.of(-0.8f).timesPlus(g, Bounded.of(1f)));
        Bounded h = d.times(Bounded.of(mean[k]));
        otpe = l.timesPlus(otpe, d).flushed();
        approx = l.timesPlus(approx, h).flushed();
        a[0] = c.timesPlus(a[0], g.times(d)).flushed();
        a[1] = a[0];
        a[2] = c.timesPlus(a[2], g.times(otpe)).flushed();
        a[3] = l.timesPlus(a[3], g.times(d)).flushed();
        a[4] = l.timesPlus(a[4], approx).flushed();
        for (int rule = 0; rule < 5; rule++) {
          ratio.add("adjoint " + rule, k, a[rule], adjoints[rule][k]);
        }
        ratio.add("sent by ostl", k, d.times(g), sent[1][k]);
        ratio.add("sent by otpe", k, h, sent[2][k]);
        ratio.add("sent by ottt", k, d.times(g), sent[3][k]);
        ratio.add("sent by approx", k, h, sent[4][k]);
      }
    }
    ratio.check();
  }

  @Test
  void adamax() {
    Ratio ratio = new Ratio("adamax");
    float[] gradient = uniform(N, -1, 1);
    float[] weights = uniform(N, -1, 1);
    float[] moment = uniform(N, -1, 1);
    float[] norm = uniform(N, 0.1, 1);
    float[] w = weights.clone();
    float[] m = moment.clone();
    float[] n = norm.clone();
    AdamaxReference.apply(0.01f, 0.9f, 0.999f, 1e-8f, gradient, w, m, n, 0, N);
    Bounded rest = ONE.minus(Bounded.of(0.9f));
    for (int k = 0; k < N; k++) {
      Bounded g = Bounded.of(gradient[k]);
      Bounded em = Bounded.of(0.9f).timesPlus(Bounded.of(moment[k]), rest.times(g)).flushed();
      Bounded en =
          Bounded.of(0.999f).times(Bounded.of(norm[k])).max(g.magnitude().plus(Bounded.of(1e-8f)));
      Bounded ew = Bounded.of(weights[k]).minus(Bounded.of(0.01f).times(em).over(en));
      ratio.add("firstMoment", k, em, m[k]);
      ratio.add("infinityNorm", k, en, n[k]);
      ratio.add("weights", k, ew, w[k]);
    }
    ratio.check();
  }

  @Test
  void sgd() {
    Ratio ratio = new Ratio("sgd");
    float[] gradient = uniform(N, -1, 1);
    float[] weights = uniform(N, -1, 1);
    float[] w = weights.clone();
    SgdReference.apply(0.01f, gradient, w, 0, N);
    for (int k = 0; k < N; k++) {
      Bounded step = Bounded.of(-0.01f).timesPlus(Bounded.of(gradient[k]), Bounded.of(weights[k]));
      ratio.add("weights", k, step, w[k]);
    }
    ratio.check();
  }

  @Test
  void current() {
    Ratio ratio = new Ratio("current");
    for (int round = 0; round < 20; round++) {
      float[] input = spikes(BATCH * PRE);
      float[] weights = uniform(PRE * POST, -1, 1);
      float[] bias = uniform(POST, -1, 1);
      float[] current = new float[BATCH * POST];
      CurrentReference.compute(input, weights, bias, current, PRE, POST, 0, BATCH, 0, POST);
      for (int k = 0; k < current.length; k++) {
        Bounded sum = Bounded.of(bias[k % POST]);
        for (int i = 0; i < PRE; i++) {
          float x = input[k / POST * PRE + i];
          if (x != 0) {
            sum = Bounded.of(x).timesPlus(Bounded.of(weights[i * POST + k % POST]), sum);
          }
        }
        ratio.add("current", k, sum, current[k]);
      }
    }
    ratio.check();
  }

  @Test
  void projection() {
    Ratio ratio = new Ratio("projection");
    float[] factor = uniform(BATCH * POST, -1, 1);
    for (int round = 0; round < 10; round++) {
      float[] weights = uniform(PRE * POST, -1, 1);
      float[] signal = new float[BATCH * PRE];
      ProjectionReference.project(factor, weights, signal, PRE, POST, 0, BATCH, 0, PRE);
      for (int k = 0; k < signal.length; k++) {
        Bounded sum = Bounded.of(0f);
        for (int j = 0; j < POST; j++) {
          Bounded f = Bounded.of(factor[k / PRE * POST + j]);
          sum = f.timesPlus(Bounded.of(weights[k % PRE * POST + j]), sum);
        }
        ratio.add("learningSignal", k, sum, signal[k]);
      }
    }
    ratio.check();
  }

  @Test
  void outerProduct() {
    Ratio ratio = new Ratio("outer product");
    int batch = 50;
    float[] input = spikes(batch * PRE);
    float[] factor = uniform(batch * POST, -1, 1);
    float[] before = uniform(PRE * POST, -1, 1);
    float[] gradient = before.clone();
    OuterProductReference.accumulate(input, factor, gradient, batch, PRE, POST, 0, PRE, 0, POST);
    for (int k = 0; k < gradient.length; k++) {
      Bounded sum = Bounded.of(before[k]);
      for (int b = 0; b < batch; b++) {
        float x = input[b * PRE + k / POST];
        if (x != 0) {
          sum = Bounded.of(x).timesPlus(Bounded.of(factor[b * POST + k % POST]), sum);
        }
      }
      ratio.add("gradient", k, sum, gradient[k]);
    }
    ratio.check();
  }

  @Test
  void matrixGradient() {
    Ratio ratio = new Ratio("matrix gradient");
    int batch = 20;
    float[] factor = uniform(batch * POST, -1, 1);
    float[] trace = uniform(batch * PRE * POST, -1, 1);
    float[] before = uniform(PRE * POST, -1, 1);
    float[] gradient = before.clone();
    MatrixGradientReference.accumulate(factor, trace, gradient, batch, PRE, POST, 0, PRE, 0, POST);
    for (int k = 0; k < gradient.length; k++) {
      Bounded sum = Bounded.of(before[k]);
      for (int b = 0; b < batch; b++) {
        Bounded f = Bounded.of(factor[b * POST + k % POST]);
        sum = f.timesPlus(Bounded.of(trace[b * PRE * POST + k]), sum);
      }
      ratio.add("gradient", k, sum, gradient[k]);
    }
    ratio.check();
  }

  @Test
  void traces() {
    Ratio membraneRatio = new Ratio("membrane trace");
    Ratio ostlRatio = new Ratio("OSTL trace");
    Ratio otpeRatio = new Ratio("OTPE trace");
    float[] input = uniform(BATCH * PRE, 0, 2);
    float[] surrogate = uniform(BATCH * POST, 0, 1);
    float[] retention = uniform(BATCH * POST, 0, 1);
    float[] before = uniform(BATCH * PRE * POST, -1, 1);
    float[] membrane = before.clone();
    float[] eligibility = new float[before.length];
    float[] ostl = before.clone();
    float[] otpe = before.clone();
    MembraneTraceReference.step(
        0.95257413f, 1f, input, surrogate, membrane, eligibility, PRE, POST, 0, BATCH, 0, POST);
    OstlTraceReference.step(retention, input, ostl, PRE, POST, 0, BATCH, 0, POST);
    OtpeTraceReference.step(retention, surrogate, input, otpe, PRE, POST, 0, BATCH, 0, POST);
    for (int k = 0; k < before.length; k++) {
      int neuron = k / (PRE * POST) * POST + k % POST;
      Bounded x = Bounded.of(input[k / POST]);
      Bounded g = Bounded.of(surrogate[neuron]);
      Bounded c = Bounded.of(retention[neuron]);
      Bounded old = Bounded.of(before[k]);
      Bounded p = leak.timesPlus(old, x);
      Bounded e = g.times(p);
      membraneRatio.add("eligibility", k, e.flushed(), eligibility[k]);
      membraneRatio.add(
          "membraneTrace", k, threshold.negative().timesPlus(e, p).flushed(), membrane[k]);
      ostlRatio.add("trace", k, c.timesPlus(old, x).flushed(), ostl[k]);
      otpeRatio.add("trace", k, c.timesPlus(old, g.times(x)).flushed(), otpe[k]);
    }
    membraneRatio.check();
    ostlRatio.check();
    otpeRatio.check();
  }

  @Test
  void sensitivity() {
    Ratio ratio = new Ratio("sensitivity");
    int pre = 6;
    int post = 5;
    int below = 40;
    int parameters = below + pre * post + post;
    float[] weights = uniform(pre * post, -1, 1);
    float[] input = spikes(BATCH * pre);
    float[] surrogate = uniform(BATCH * post, 0, 1);
    float[] lower = uniform(BATCH * pre * below, -1, 1);
    float[] before = uniform(BATCH * post * parameters, -1, 1);
    float[] potential = before.clone();
    float[] spike = new float[before.length];
    SensitivityReference.step(
        0.95257413f,
        1f,
        weights,
        input,
        surrogate,
        lower,
        potential,
        spike,
        pre,
        post,
        below,
        0,
        BATCH,
        0,
        parameters);
    for (int k = 0; k < before.length; k++) {
      int p = k % parameters;
      int j = k / parameters % post;
      int b = k / parameters / post;
      Bounded dv = leak.times(Bounded.of(before[k]));
      if (p < below) {
        for (int i = 0; i < pre; i++) {
          Bounded s = Bounded.of(lower[(b * pre + i) * below + p]);
          dv = Bounded.of(weights[i * post + j]).timesPlus(s, dv);
        }
      } else {
        // As a matrix [pre + 1][post] whose last row are the biases, seen from neuron j.
        int i = (p - below) / post;
        boolean own = (p - below) % post == j;
        if (own) {
          dv = dv.plus(i < pre ? Bounded.of(input[b * pre + i]) : ONE);
        }
      }
      Bounded ds = Bounded.of(surrogate[b * post + j]).times(dv).flushed();
      ratio.add("spikeSensitivity", k, ds, spike[k]);
      ratio.add(
          "potentialSensitivity",
          k,
          threshold.negative().timesPlus(ds, dv).flushed(),
          potential[k]);
    }
    ratio.check();
  }

  /**
   * The exponential and the logarithm enter with the errors that {@link ExponentialTest} measures.
   */
  @Test
  void readout() {
    Ratio ratio = new Ratio("readout");
    int classes = 20;
    int batch = 200;
    float scale = 1f / batch;
    float[] output = uniform(batch * classes, -6, 6);
    float[] labels = new float[batch];
    for (int b = 0; b < batch; b++) {
      labels[b] = random.nextInt(classes);
    }
    float[] signal = new float[output.length];
    float[] loss = new float[batch];
    ReadoutReference.crossEntropy(scale, output, labels, signal, loss, classes, 0, batch);
    for (int b = 0; b < batch; b++) {
      Bounded highest = Bounded.of(output[b * classes]);
      for (int c = 1; c < classes; c++) {
        highest = highest.max(Bounded.of(output[b * classes + c]));
      }
      Bounded[] e = new Bounded[classes];
      Bounded sum = Bounded.of(0f);
      for (int c = 0; c < classes; c++) {
        e[c] = exp(Bounded.of(output[b * classes + c]).minus(highest));
        sum = sum.plus(e[c]);
      }
      int label = (int) labels[b];
      for (int c = 0; c < classes; c++) {
        Bounded target = Bounded.of(c == label ? 1f : 0f);
        Bounded delta = e[c].over(sum).minus(target).times(Bounded.of(scale));
        ratio.add("learningSignal", b * classes + c, delta, signal[b * classes + c]);
      }
      Bounded own = Bounded.of(output[b * classes + label]).minus(highest);
      ratio.add("loss", b, log(sum).minus(own), loss[b]);
    }
    ratio.check();
  }

  private static Bounded exp(Bounded x) {
    double value = Math.exp(x.value());
    double moved = value * Math.expm1(x.error());
    return new Bounded(value, moved + ExponentialTest.EXP_ULPS * Math.ulp((float) value));
  }

  private static Bounded log(Bounded x) {
    double value = Math.log(x.value());
    double moved = x.error() / (x.value() - x.error());
    return new Bounded(value, moved + ExponentialTest.LOG_ULPS * Math.ulp((float) value));
  }

  private float[] uniform(int size, double least, double most) {
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = (float) random.nextDouble(least, most);
    }
    return values;
  }

  /** Counts of spikes, half of them zero, and some real values among them. */
  private float[] spikes(int size) {
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] =
          switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> 0f;
            case 4, 5 -> 1f;
            case 6 -> random.nextInt(2, 5);
            default -> (float) random.nextDouble(-1, 1);
          };
    }
    return values;
  }
}
