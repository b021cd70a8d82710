package io.afterspike.engine.agreement;

import io.afterspike.engine.Engine;

/** Something that runs on any engine and must give the same bits on all. */
public sealed interface AgreementCase permits OperationCase, TrainingCase {
  /** The row of a report that it belongs to: an operation, or a rule with its mode and form. */
  String group();

  /** Its whole description, in one line; equal cases have equal names. */
  String name();

  /**
   * Runs it.
   *
   * @param engine any engine; whatever is allocated on it is freed again
   */
  <B> Results run(Engine<B> engine);

  /**
   * What the results fail to show, so that their agreement would prove nothing: such as a layer
   * without spikes. Empty if they show it all; a report looks at a group's share of computed
   * numbers as well.
   */
  default String idle(Results results) {
    return "";
  }
}
