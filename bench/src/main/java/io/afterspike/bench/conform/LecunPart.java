package io.afterspike.bench.conform;

import io.afterspike.engine.LecunNormal;
import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Initial weights: arrays {@code lecun_INxOUT} from the seed that the index names in words, {@code
 * SplitMix64(SEED)}. Once by the function alone, once as a network's first layer.
 */
final class LecunPart implements PartCheck {
  private static final Pattern ARRAY = Pattern.compile("lecun_([0-9]{1,6})x([0-9]{1,6})");
  private static final Pattern SEED = Pattern.compile("SplitMix64\\((-?[0-9]{1,18})\\)");
  private static final String NAME = "LeCun's initial weights";

  @Override
  public void run(PartContext context) {
    for (String array : context.arrays().names()) {
      Matcher sizes = ARRAY.matcher(array);
      if (sizes.matches()) {
        int inputs = Integer.parseInt(sizes.group(1));
        int outputs = Integer.parseInt(sizes.group(2));
        context.guarded(NAME, array, () -> check(context, array, inputs, outputs));
      }
    }
  }

  private static void check(PartContext context, String array, int inputs, int outputs)
      throws IOException {
    long seed = Long.parseLong(context.stated("lecun", SEED, "SplitMix64(SEED)"));
    List<Integer> shape = List.of(inputs, outputs);
    float[] weights = new float[ArrayFolder.size(shape)];
    LecunNormal.fill(new SplittableRandom(seed), inputs, weights);
    context.compare(NAME, array, shape, CaseContext.toDoubles(weights));

    try (Network network = context.engine().network(NetworkSpec.of(1, inputs, outputs))) {
      network.initialize(seed);
      float[] parameters = new float[network.parameters()];
      network.readParameters(parameters);
      context.compare(
          NAME + ", of a network",
          array,
          shape,
          CaseContext.toDoubles(Arrays.copyOf(parameters, weights.length)));
    }
  }
}
