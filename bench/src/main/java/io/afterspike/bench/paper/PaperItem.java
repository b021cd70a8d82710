package io.afterspike.bench.paper;

import io.afterspike.engine.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/** A table or figure of the paper. */
public enum PaperItem {
  /** Complexity. */
  TABLE_1(
      "Memory and time of the rules",
      "How the memory and the time of learning grow with the length of a sequence and with the"
          + " width of the layers. The paper gives orders; here they are measured, and fitted.",
      new ComplexityContent(),
      "complexity"),
  /** SHD. */
  TABLE_2(
      "Test accuracy on spoken digits",
      "Test accuracy after training offline and online, for three sizes of the network.",
      new TableTwoContent(),
      "shd-offline",
      "shd-online"),
  /** SSC. */
  TABLE_3(
      "Test accuracy on spoken commands, online",
      "Test accuracy after training online at two learning rates.",
      new TableThreeContent(),
      "ssc"),
  /** Validation accuracy offline. */
  FIGURE_2(
      "Validation accuracy, trained offline",
      "Validation accuracy over minibatches on R-Randman, T-Randman and spoken digits: weights"
          + " change once a sequence.",
      new CurvesContent("validation_accuracy", false),
      "randman-offline",
      "shd-offline"),
  /** Cosines per layer. */
  FIGURE_3(
      "Cosine to BPTT's gradient in each layer",
      "How well each rule's gradient points along the exact one, layer by layer: the mean over a"
          + " training run.",
      new CosineContent(CosineContent.View.LAYER_BARS),
      "cosines"),
  /** Cosines of the model over training. */
  FIGURE_4(
      "Cosine to BPTT's gradient over training",
      "How well each rule's gradient points along the exact one, all parameters together, in the"
          + " course of a training.",
      new CosineContent(CosineContent.View.MODEL_LINES),
      "cosines"),
  /** Loss landscapes. */
  FIGURE_5(
      "Loss landscapes with trajectories",
      "Trainings from the same weights on the same minibatches, drawn over the loss in the plane in"
          + " which they spread the most.",
      new LandscapeContent(),
      "landscape"),
  /** Validation accuracy online. */
  FIGURE_6(
      "Validation accuracy, trained online",
      "Validation accuracy over minibatches on R-Randman, T-Randman and spoken digits: weights"
          + " change at every step.",
      new CurvesContent("validation_accuracy", false),
      "randman-online",
      "shd-online"),
  /** Slopes and sizes. */
  FIGURE_7(
      "Slopes of the surrogate and sizes of the network",
      "Test accuracy on spoken digits, trained offline, for several slopes of the surrogate gradient"
          + " and several widths.",
      new GridContent(GridContent.Axis2.SLOPE),
      "slopes"),
  /** Learning rates. */
  FIGURE_8(
      "Learning rates, trained online",
      "Test accuracy on spoken digits, trained online, for several learning rates.",
      new GridContent(GridContent.Axis2.LEARNING_RATE),
      "learning-rates"),
  /** Losses offline. */
  FIGURE_9(
      "Losses, trained offline",
      "Training and validation loss of the runs of figure 2.",
      new CurvesContent("loss", false),
      "randman-offline",
      "shd-offline"),
  /** Cosines per layer over training. */
  FIGURE_10(
      "Cosine to BPTT's gradient in each layer over training",
      "As figure 4, for the weights of each layer.",
      new CosineContent(CosineContent.View.LAYER_LINES),
      "cosines"),
  /** Losses online. */
  FIGURE_11(
      "Losses, trained online",
      "Training and validation loss of the runs of figure 6.",
      new CurvesContent("loss", false),
      "randman-online",
      "shd-online"),
  /** Losses of all sizes offline. */
  FIGURE_12(
      "Losses on spoken digits, trained offline, all sizes",
      "Training and validation loss of the offline runs of table 2.",
      new CurvesContent("loss", true),
      "shd-offline"),
  /** Cosines of five layers. */
  FIGURE_13(
      "Cosine to BPTT's gradient in a network of five layers",
      "As figures 3 and 10, for four hidden layers and the output layer.",
      new CosineContent(CosineContent.View.ALL),
      "cosines-five-layers"),
  /** Losses of all sizes online. */
  FIGURE_14(
      "Losses on spoken digits, trained online, all sizes",
      "Training and validation loss of the online runs of table 2.",
      new CurvesContent("loss", true),
      "shd-online");

  private final String title;
  private final String summary;
  private final Content content;
  private final List<String> plans;

  PaperItem(String title, String summary, Content content, String... plans) {
    this.title = title;
    this.summary = summary;
    this.content = content;
    this.plans = List.of(plans);
  }

  /** The name on the command line, such as {@code figure-2}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it is, in a few words. */
  public String title() {
    return title;
  }

  String summary() {
    return summary;
  }

  Content content() {
    return content;
  }

  /** The plans whose results it shows, without {@code paper/}. */
  public List<String> plans() {
    return plans;
  }

  /** Its name as a heading, such as {@code Figure 2}. */
  String heading() {
    String[] words = label().split("-");
    return Character.toUpperCase(words[0].charAt(0)) + words[0].substring(1) + " " + words[1];
  }

  /**
   * The items of these names, in the order of the paper; {@code all} is all.
   *
   * @throws IllegalArgumentException if there is no such item, naming the nearest
   */
  public static List<PaperItem> named(List<String> names) {
    LinkedHashSet<PaperItem> found = new LinkedHashSet<>();
    for (String name : names) {
      if (name.equals("all")) {
        found.addAll(List.of(values()));
        continue;
      }
      found.add(
          Arrays.stream(values())
              .filter(item -> item.label().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "item: expected all, a table or a figure such as figure-2, found '"
                              + name
                              + "'"
                              + Names.hint(name, values(), PaperItem::label))));
    }
    List<PaperItem> ordered = new ArrayList<>(found);
    ordered.sort(null);
    return ordered;
  }
}
