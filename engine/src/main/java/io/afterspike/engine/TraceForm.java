package io.afterspike.engine;

import java.util.Locale;

/** How the matrix traces of OSTL and OTPE are kept. All forms compute the same gradient. */
public enum TraceForm {
  /** The engine chooses {@link #MATRIX} or {@link #HISTORY}; see {@link Traces}. */
  AUTO,
  /** One matrix per sample: bounded memory however long the stream. */
  MATRIX,
  /** The inputs of past steps and a factor per step and neuron: far less memory for sequences. */
  HISTORY,
  /** The paper's own matrices (two for OTPE): slow, the definition to check the others against. */
  PUBLISHED;

  /** The name used on the command line and in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The form with this label.
   *
   * @throws IllegalArgumentException if there is none, naming all
   */
  public static TraceForm named(String name) {
    for (TraceForm form : values()) {
      if (form.label().equals(name.toLowerCase(Locale.ROOT))) {
        return form;
      }
    }
    throw new IllegalArgumentException(
        "form: expected one of "
            + Names.listed(values(), TraceForm::label)
            + ", found '"
            + name
            + "'"
            + Names.hint(name, values(), TraceForm::label));
  }
}
