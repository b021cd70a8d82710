package io.afterspike.bench.conform;

import io.afterspike.bench.conform.Quantity.Family;
import io.afterspike.engine.LayerRule;
import io.afterspike.engine.LearningRule;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.OptimizerSpec;
import io.afterspike.engine.TraceForm;
import io.afterspike.engine.TraceName;
import io.afterspike.engine.UpdateMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The mean gradient of the sequence at fixed weights: by the offline pass, by each form of the
 * online traces (one update after all steps, with learning rate 0), and for small networks by
 * real-time recurrent learning, whose truth is BPTT's. With the traces that are left at the end.
 */
final class GradientChecks {
  /** Real-time recurrent learning is left out where it would take more multiplications. */
  private static final double MOST_RECURRENT_WORK = 1e8;

  /** Each trace's letter in array names, and what it is. */
  private static final Map<TraceName, String> LETTERS =
      new EnumMap<>(
          Map.of(
              TraceName.PRESYNAPTIC, "a",
              TraceName.FILTERED_PRESYNAPTIC, "z",
              TraceName.MEMBRANE, "E",
              TraceName.BIAS_MEMBRANE, "Eb",
              TraceName.OUTPUT, "R",
              TraceName.BIAS_OUTPUT, "Rb",
              TraceName.MEAN_SURROGATE, "gbar"));

  private static final Map<TraceName, Quantity> TRACES =
      new EnumMap<>(
          Map.of(
              TraceName.PRESYNAPTIC, end("presynaptic trace a"),
              TraceName.FILTERED_PRESYNAPTIC, end("filtered presynaptic trace z"),
              TraceName.MEMBRANE, end("membrane trace E"),
              TraceName.BIAS_MEMBRANE, end("membrane trace E of biases"),
              TraceName.OUTPUT, end("output trace R"),
              TraceName.BIAS_OUTPUT, end("output trace R of biases"),
              TraceName.MEAN_SURROGATE, end("mean surrogate")));

  private static final Pattern ENDS = Pattern.compile("end_(E|Eb|R|Rb|a|z|gbar)[0-9]+");

  private final CaseContext context;
  private final Map<LearningRule, String> gradients;

  private GradientChecks(CaseContext context) {
    this.context = context;
    this.gradients = RuleNames.gradients(context.arrays().names());
  }

  private static Quantity end(String name) {
    return Quantity.of(Family.END, name);
  }

  static void run(CaseContext context) {
    new GradientChecks(context).run();
  }

  private void run() {
    for (Map.Entry<LearningRule, String> listed : gradients.entrySet()) {
      if (listed.getKey() != LearningRule.RTRL) {
        offline(listed.getKey(), listed.getValue());
      }
    }
    String truth = gradients.getOrDefault(LearningRule.RTRL, gradients.get(LearningRule.BPTT));
    if (truth != null && recurrentWork() <= MOST_RECURRENT_WORK) {
      online(LearningRule.RTRL, TraceForm.AUTO, truth);
    }
    for (LearningRule rule : LearningRule.values()) {
      if (!rule.exact() && (gradients.containsKey(rule) || endsNeed(rule))) {
        for (TraceForm form : forms(rule, context.vectors().layers())) {
          online(rule, form, gradients.get(rule));
        }
      }
    }
  }

  /** The forms in which a rule can keep its traces: one if it has no matrix traces. */
  static List<TraceForm> forms(LearningRule rule, int layers) {
    for (int l = 0; l < layers; l++) {
      LayerRule layer = rule.layerRule(l, layers);
      if (layer != null && layer.hasMatrixTrace()) {
        return List.of(TraceForm.MATRIX, TraceForm.HISTORY, TraceForm.PUBLISHED);
      }
    }
    return List.of(TraceForm.AUTO);
  }

  /** Whether listed traces are those that this rule keeps in every layer. */
  private boolean endsNeed(LearningRule rule) {
    LayerRule layer = rule.layerRule(0, 1);
    if (layer != rule.layerRule(0, 2)) {
      return false;
    }
    Set<String> wanted = new TreeSet<>();
    for (TraceName trace : traces(layer)) {
      wanted.add(LETTERS.get(trace));
    }
    return context.arrays().names().stream()
        .filter(name -> ENDS.matcher(name).matches())
        .anyMatch(name -> wanted.contains(name.replaceAll("end_|[0-9]", "")));
  }

  /** What every form of a layer's traces can give. */
  private static List<TraceName> traces(LayerRule rule) {
    return switch (rule) {
      case OSTL -> List.of(TraceName.MEMBRANE, TraceName.BIAS_MEMBRANE);
      case OTTT -> List.of(TraceName.PRESYNAPTIC);
      case OTPE -> List.of(TraceName.OUTPUT, TraceName.BIAS_OUTPUT, TraceName.MEAN_SURROGATE);
      case APPROX_OTPE ->
          List.of(TraceName.PRESYNAPTIC, TraceName.FILTERED_PRESYNAPTIC, TraceName.MEAN_SURROGATE);
    };
  }

  private double recurrentWork() {
    double below = 0;
    double work = 0;
    List<Integer> sizes = context.vectors().sizes();
    for (int l = 1; l < sizes.size(); l++) {
      double own = (sizes.get(l - 1) + 1.0) * sizes.get(l);
      work += sizes.get(l) * (below * sizes.get(l - 1) + below + own);
      below += own;
    }
    return work * context.vectors().batch() * context.vectors().steps();
  }

  private void offline(LearningRule rule, String array) {
    Quantity quantity = Quantity.of(Family.GRADIENT, rule + ", offline");
    NetworkSpec spec =
        context.vectors().spec().with(rule, UpdateMode.OFFLINE).with(new OptimizerSpec.Sgd(0));
    context.guarded(
        quantity,
        array,
        () -> {
          try (Network network = context.network(spec)) {
            sequence(network);
            network.finishSequence();
            gradient(network, array, quantity, Way.OFFLINE);
          }
        });
  }

  private void online(LearningRule rule, TraceForm form, String array) {
    boolean recurrent = rule == LearningRule.RTRL;
    Quantity quantity =
        Quantity.of(Family.GRADIENT, recurrent ? "bptt, by rtrl" : rule + ", online traces");
    Way way = recurrent ? Way.RTRL : Way.of(form);
    NetworkSpec spec =
        context
            .vectors()
            .spec()
            .with(rule, UpdateMode.every(context.vectors().steps()))
            .with(new OptimizerSpec.Sgd(0))
            .with(form);
    context.guarded(
        quantity,
        array == null ? rule + " " + way.label() : array,
        () -> {
          try (Network network = context.network(spec)) {
            sequence(network);
            if (array != null) {
              gradient(network, array, quantity, way);
            }
            if (!recurrent) {
              ends(network, way);
            }
          }
        });
  }

  private void sequence(Network network) {
    for (float[] input : context.stimulus().inputs()) {
      network.step(input, context.stimulus().labels());
    }
  }

  private void gradient(Network network, String array, Quantity quantity, Way way) {
    float[] gradient = new float[network.parameters()];
    network.readGradient(gradient);
    context.compare(
        array, List.of(gradient.length), quantity, way, CaseContext.toDoubles(gradient));
  }

  private void ends(Network network, Way way) {
    int layers = context.vectors().layers();
    for (int l = 0; l < layers; l++) {
      for (TraceName trace : traces(network.spec().rule().layerRule(l, layers))) {
        String name = "end_" + LETTERS.get(trace) + l;
        if (context.arrays().lists(name)) {
          List<Integer> shape = shape(trace, l);
          float[] values = new float[ArrayFolder.size(shape)];
          network.readTrace(l, trace, values);
          context.compare(name, shape, TRACES.get(trace), way, CaseContext.toDoubles(values));
        }
      }
    }
  }

  private List<Integer> shape(TraceName trace, int layer) {
    int batch = context.vectors().batch();
    int pre = context.vectors().sizes().get(layer);
    int post = context.vectors().sizes().get(layer + 1);
    return switch (trace) {
      case PRESYNAPTIC, FILTERED_PRESYNAPTIC -> List.of(batch, pre);
      case MEMBRANE, OUTPUT -> List.of(batch, pre, post);
      case BIAS_MEMBRANE, BIAS_OUTPUT, MEAN_SURROGATE -> List.of(batch, post);
    };
  }
}
