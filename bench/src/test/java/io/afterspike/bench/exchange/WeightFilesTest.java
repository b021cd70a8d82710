package io.afterspike.bench.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.data.DataFormatException;
import io.afterspike.engine.LifParameters;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights come back from every kind of file as they were; foreign files are read or refused. */
class WeightFilesTest {
  private static final double DT = 1e-3;

  @TempDir Path folder;

  private static NetworkWeights random(long seed, boolean bias, LifParameters lif) {
    Random random = new Random(seed);
    int[] sizes = new int[2 + random.nextInt(3)];
    for (int l = 0; l < sizes.length; l++) {
      sizes[l] = 1 + random.nextInt(9);
    }
    int length = 0;
    for (int l = 1; l < sizes.length; l++) {
      length += (sizes[l - 1] + 1) * sizes[l];
    }
    float[] parameters = new float[length];
    for (int k = 0; k < length; k++) {
      parameters[k] = (float) random.nextGaussian();
    }
    return NetworkWeights.ofParameters(parameters, sizes, bias, lif);
  }

  private static void assertSame(NetworkWeights expected, NetworkWeights actual) {
    assertEquals(expected.lif(), actual.lif());
    assertEquals(expected.sizes(), actual.sizes());
    for (int l = 0; l < expected.layers().size(); l++) {
      assertArrayEquals(expected.layers().get(l).weights(), actual.layers().get(l).weights());
      assertArrayEquals(expected.layers().get(l).bias(), actual.layers().get(l).bias());
    }
  }

  @Test
  void everyKindComesBack() throws IOException {
    LifParameters odd = new LifParameters(0.8807971f, 0.7f, 12.5f);
    List<LifParameters> constants =
        List.of(
            LifParameters.PUBLISHED,
            odd,
            new LifParameters(0, 1, 25),
            new LifParameters(1, 2, 0),
            new LifParameters(Math.nextDown(1f), 1, 25));
    for (String kind : List.of("w.safetensors", "w.npz", "w.nir")) {
      for (int seed = 0; seed < 10; seed++) {
        boolean bias = seed % 2 == 0;
        NetworkWeights weights = random(seed, bias, constants.get(seed % constants.size()));
        Path file = folder.resolve(kind);
        WeightFiles.write(file, weights, DT, text -> {});
        byte[] bytes = Files.readAllBytes(file);
        List<String> notes = new ArrayList<>();
        NetworkWeights read = WeightFiles.read(file, WeightFiles.Layout.IN_OUT, 1, notes::add);
        assertSame(weights, read);
        assertEquals(List.of(), notes);
        WeightFiles.write(file, read, DT, text -> {});
        assertArrayEquals(bytes, Files.readAllBytes(file));
        if (bias) {
          assertArrayEquals(
              weights.parameters(),
              NetworkWeights.ofParameters(
                      weights.parameters(), sizes(weights), true, LifParameters.PUBLISHED)
                  .parameters());
        }
      }
    }
  }

  private static int[] sizes(NetworkWeights weights) {
    int[] sizes = new int[weights.layers().size() + 1];
    sizes[0] = weights.inputs();
    for (int l = 1; l < sizes.length; l++) {
      sizes[l] = weights.layers().get(l - 1).neurons();
    }
    return sizes;
  }

  @Test
  void nirSaysWhatItCannotSay() throws IOException {
    List<String> notes = new ArrayList<>();
    NetworkWeights weights = random(1, true, new LifParameters(1, 1, 25));
    WeightFiles.write(folder.resolve("w.nir"), weights, DT, notes::add);
    assertEquals(2, notes.size());
    assertTrue(notes.get(0).contains("a spike subtracts the threshold"), notes.get(0));
    assertTrue(notes.get(1).contains("IF"), notes.get(1));
  }

  private static final float[] WEIGHT = {0, 0.375f, 0.125f, 0.5f, 0.25f, 0.625f};

  private static NetworkWeights foreign(String name, List<String> notes) throws IOException {
    WeightFiles.Layout layout =
        name.startsWith("torch") ? WeightFiles.Layout.OUT_IN : WeightFiles.Layout.IN_OUT;
    return WeightFiles.read(fixture(name), layout, 1e-4, notes::add);
  }

  private static Path fixture(String name) {
    try {
      return Path.of(WeightFilesTest.class.getResource("/exchange/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void filesOfPythonsPackagesAreRead() throws IOException {
    List<String> notes = new ArrayList<>();
    NetworkWeights plain = foreign("plain.nir", notes);
    assertArrayEquals(WEIGHT, plain.layers().get(0).weights());
    assertArrayEquals(new float[] {0.5f, -0.25f}, plain.layers().get(0).bias());
    assertEquals(new LifParameters(0.95f, 1, 25), plain.lif().orElseThrow());
    assertEquals(2, notes.size(), notes.toString());
    assertTrue(notes.get(0).contains("names no time step"), notes.get(0));
    assertTrue(notes.get(1).contains("spikes will differ"), notes.get(1));

    notes.clear();
    NetworkWeights linear = foreign("linear.nir", notes);
    float[] half = WEIGHT.clone();
    for (int k = 0; k < half.length; k++) {
      half[k] /= 2;
    }
    assertArrayEquals(half, linear.layers().get(0).weights(), 1e-7f);
    assertNull(linear.layers().get(0).bias());
    assertTrue(notes.get(0).contains("multiplied by R dt/tau = 0.5"), notes.get(0));

    NetworkWeights integrating = foreign("if.nir", new ArrayList<>());
    assertEquals(new LifParameters(1, 0.5f, 25), integrating.lif().orElseThrow());
    assertArrayEquals(WEIGHT, integrating.layers().get(0).weights());

    NetworkWeights.Layer chunks = foreign("chunks.nir", new ArrayList<>()).layers().get(0);
    assertEquals(90, chunks.inputs());
    for (int i = 0; i < 90; i++) {
      for (int j = 0; j < 7; j++) {
        assertEquals((j * 90 + i) / 1024f, chunks.weights()[i * 7 + j], 0);
      }
    }

    NetworkWeights torch = foreign("torch.safetensors", notes);
    assertArrayEquals(WEIGHT, torch.layers().get(0).weights());
    assertEquals(Optional.empty(), torch.lif());
    NetworkWeights numpy = foreign("numpy.npz", notes);
    assertArrayEquals(WEIGHT, numpy.layers().get(0).weights());
  }

  @Test
  void otherNetworksAreRefused() {
    assertRefused("reset.nir", "lif/v_reset: expected 0, found 0.1");
    assertRefused("mixed.nir", "tau: expected the same number for all neurons");
    assertRefused("loop.nir", "edges: expected one way through the network");
    IllegalArgumentException ending =
        assertThrows(
            IllegalArgumentException.class,
            () -> WeightFiles.read(Path.of("w.pt"), WeightFiles.Layout.IN_OUT, DT, t -> {}));
    assertEquals(
        "file: expected one named *.safetensors, *.npz or *.nir, found w.pt", ending.getMessage());
    assertThrows(
        DataFormatException.class,
        () -> WeightFiles.read(folder.resolve("none.nir"), WeightFiles.Layout.IN_OUT, DT, t -> {}));
  }

  private static void assertRefused(String name, String message) {
    DataFormatException e =
        assertThrows(DataFormatException.class, () -> foreign(name, new ArrayList<>()));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void layersMustFit() {
    NetworkWeights.Layer a = new NetworkWeights.Layer(2, 3, new float[6], null);
    NetworkWeights.Layer b = new NetworkWeights.Layer(2, 1, new float[2], null);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new NetworkWeights(List.of(a, b), Optional.empty()));
    assertEquals("layer 1: expected 3 inputs, as layer 0 has neurons, found 2", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new NetworkWeights.Layer(1, 1, new float[] {Float.NaN}, null));
  }
}
