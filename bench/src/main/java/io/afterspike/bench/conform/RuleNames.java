package io.afterspike.bench.conform;

import io.afterspike.engine.LearningRule;
import io.afterspike.engine.OptimizerSpec;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The learning rules in the names of arrays. */
final class RuleNames {
  private static final Pattern GRADIENT = Pattern.compile("grad_([a-z]+)");
  private static final Pattern UPDATE = Pattern.compile("offline_([a-z]+)_([a-z]+)_params");
  private static final Pattern RUN = Pattern.compile("([a-z]+)_([a-z]+)");

  /** One run: a rule with an optimizer. */
  record Run(LearningRule rule, OptimizerSpec optimizer) {}

  private RuleNames() {}

  /** The learning rate of all vectors' runs. */
  private static final double RATE = 1e-3;

  /** Which rules' gradients are listed, with the names of the arrays. */
  static Map<LearningRule, String> gradients(Iterable<String> names) {
    Map<LearningRule, String> rules = new TreeMap<>();
    for (String name : names) {
      Matcher matcher = GRADIENT.matcher(name);
      if (matcher.matches()) {
        rule(matcher.group(1)).ifPresent(rule -> rules.put(rule, name));
      }
    }
    return rules;
  }

  /** The run that an array of offline parameters is of. */
  static Optional<Run> offlineUpdate(String name) {
    Matcher matcher = UPDATE.matcher(name);
    return matcher.matches() ? run(matcher.group(1), matcher.group(2)) : Optional.empty();
  }

  /** The online run of this name, such as {@code otpe_adamax}. */
  static Optional<Run> onlineRun(String name) {
    Matcher matcher = RUN.matcher(name);
    return matcher.matches() ? run(matcher.group(1), matcher.group(2)) : Optional.empty();
  }

  private static Optional<Run> run(String rule, String optimizer) {
    try {
      OptimizerSpec spec = OptimizerSpec.named(optimizer, RATE);
      return rule(rule).map(r -> new Run(r, spec));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The rule of this name, if the engine knows it. */
  static Optional<LearningRule> rule(String name) {
    try {
      return Optional.of(LearningRule.named(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
