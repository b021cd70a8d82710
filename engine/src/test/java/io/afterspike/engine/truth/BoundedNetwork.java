package io.afterspike.engine.truth;

import io.afterspike.engine.Network;
import io.afterspike.engine.NetworkSpec;
import io.afterspike.engine.oracle.BoundedValue;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A network on a {@link BoundedEngine}: what a float32 network computes, with its bounds. */
final class BoundedNetwork {
  private final BoundedEngine engine = new BoundedEngine();
  private final Network network;

  BoundedNetwork(NetworkSpec spec, float[] parameters) {
    network = engine.network(spec);
    network.writeParameters(parameters);
    network.reset();
  }

  /** To be advanced; arrays read from it directly have no bounds. */
  Network network() {
    return network;
  }

  /** See {@link BoundedEngine#decided()}. */
  boolean decided() {
    return engine.decided();
  }

  /** What a method of the network copies into an array of {@code length} floats. */
  BoundedValue[] read(int length, Consumer<float[]> reader) {
    return join(
        () -> {
          float[] values = new float[length];
          reader.accept(values);
          return values;
        });
  }

  BoundedValue[] gradient() {
    return read(network.parameters(), network::readGradient);
  }

  BoundedValue[] parameters() {
    return read(network.parameters(), network::readParameters);
  }

  /** The batch's mean loss of the last step: linear in the samples' losses, so also in parts. */
  BoundedValue loss() {
    engine.show(BoundedEngine.Part.ERROR);
    double error = network.loss();
    engine.show(BoundedEngine.Part.REMAINDER);
    double remainder = network.loss();
    engine.show(BoundedEngine.Part.VALUE);
    return new BoundedValue(network.loss() + remainder, error);
  }

  /** Every buffer by its name in a checkpoint. */
  Map<String, BoundedValue[]> saved() {
    engine.show(BoundedEngine.Part.ERROR);
    Map<String, float[]> errors = network.save().tensors();
    engine.show(BoundedEngine.Part.REMAINDER);
    Map<String, float[]> remainders = network.save().tensors();
    engine.show(BoundedEngine.Part.VALUE);
    Map<String, BoundedValue[]> saved = new HashMap<>();
    network
        .save()
        .tensors()
        .forEach(
            (name, values) ->
                saved.put(name, join(values, remainders.get(name), errors.get(name))));
    return saved;
  }

  private BoundedValue[] join(Supplier<float[]> reader) {
    engine.show(BoundedEngine.Part.ERROR);
    float[] errors = reader.get();
    engine.show(BoundedEngine.Part.REMAINDER);
    float[] remainders = reader.get();
    engine.show(BoundedEngine.Part.VALUE);
    float[] values = reader.get();
    return join(values, remainders, errors);
  }

  private static BoundedValue[] join(float[] values, float[] remainders, float[] errors) {
    BoundedValue[] joined = new BoundedValue[values.length];
    for (int k = 0; k < values.length; k++) {
      joined[k] = new BoundedValue((double) values[k] + remainders[k], errors[k]);
    }
    return joined;
  }
}
