package io.afterspike.kernels.cuda.strict;

import static io.afterspike.kernels.cuda.strict.Gpu.same;

import io.afterspike.kernels.reference.SensitivityReference;
import org.junit.jupiter.api.Test;

class SensitivityTest {
  @Test
  void sensitivityStep() {
    Sights.trials(
        200,
        draw -> {
          int batch = draw.integer(0, 4);
          int pre = draw.once(3) ? draw.integer(15, 25) : draw.integer(0, 9);
          int post = draw.integer(0, 13);
          int below = draw.once(3) ? 0 : draw.size(draw.once(3) ? 256 : 32);
          int parameters = below + pre * post + post;
          float leak = draw.leak();
          float threshold = draw.threshold();
          float[] weights = draw.values(pre * post);
          float[] input = draw.sparse(batch * pre);
          float[] surrogate = draw.values(batch * post);
          float[] inputs = draw.values(batch * pre * below);
          float[] potentials = draw.values(batch * post * parameters);
          float[] spikes = draw.junk(batch * post * parameters);
          float[] du = potentials.clone();
          float[] ds = new float[spikes.length];
          SensitivityReference.step(
              leak,
              threshold,
              weights,
              input,
              surrogate,
              inputs,
              du,
              ds,
              pre,
              post,
              below,
              0,
              batch,
              0,
              parameters);
          Gpu.any(draw)
              .run(
                  "sensitivity_step_f32",
                  leak,
                  threshold,
                  weights,
                  input,
                  surrogate,
                  inputs,
                  potentials,
                  spikes,
                  batch,
                  pre,
                  post,
                  (long) below);
          same("potential sensitivity", du, potentials);
          same("spike sensitivity", ds, spikes);
          draw.sight("first layer", below == 0);
          draw.sight("a layer below", below > 0);
          draw.sight("more than four neurons", post > 4);
        });
  }
}
