package io.afterspike.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The colours can be told apart, also by colour-blind readers, and from the ground. */
class PaletteTest {
  // Full colour blindness after Machado, Oliveira and Fernandes (2009), on linear RGB.
  static final Map<String, double[][]> EYES =
      Map.of(
          "normal",
          new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
          "protanopia",
          new double[][] {
            {0.152286, 1.052583, -0.204868},
            {0.114503, 0.786281, 0.099216},
            {-0.003882, -0.048116, 1.051998}
          },
          "deuteranopia",
          new double[][] {
            {0.367322, 0.860646, -0.227968},
            {0.280085, 0.672501, 0.047413},
            {-0.011820, 0.042940, 0.968881}
          },
          "tritanopia",
          new double[][] {
            {1.255528, -0.076749, -0.178779},
            {-0.078411, 0.930809, 0.147602},
            {0.004733, 0.691367, 0.303900}
          });
  // About three times the difference that is just noticeable side by side.
  private static final double LEAST_DISTANCE = 0.065;

  @Test
  void colorsDifferForAllEyes() {
    for (List<String> colors : List.of(Palette.LIGHT, Palette.DARK)) {
      for (Map.Entry<String, double[][]> eye : EYES.entrySet()) {
        for (int i = 0; i < colors.size(); i++) {
          for (int j = 0; j < i; j++) {
            double distance = distance(seen(colors.get(i), eye), seen(colors.get(j), eye));
            String pair = colors.get(i) + " and " + colors.get(j) + ", " + eye.getKey();
            assertTrue(distance > LEAST_DISTANCE, pair + ": " + distance);
          }
        }
      }
    }
  }

  @Test
  void everythingStandsOutFromTheGround() {
    for (int i = 0; i < Palette.LIGHT.size(); i++) {
      assertContrast(3, Palette.LIGHT.get(i), Ink.GROUND.light());
      assertContrast(4.5, Palette.DARK.get(i), Ink.GROUND.dark());
    }
    for (Ink text : List.of(Ink.TEXT, Ink.MUTED)) {
      assertContrast(5.5, text.light(), Ink.GROUND.light());
      assertContrast(5.5, text.dark(), Ink.GROUND.dark());
    }
  }

  @Test
  void seriesDifferWithoutColor() {
    Set<String> looks = new HashSet<>();
    for (int i = 0; i < 36; i++) {
      looks.add(Palette.dashes(i) + Palette.marker(i, 0, 0, 3));
    }
    assertEquals(36, looks.size());
  }

  static void assertContrast(double least, String color, String ground) {
    double a = luminance(color) + 0.05;
    double b = luminance(ground) + 0.05;
    double contrast = Math.max(a, b) / Math.min(a, b);
    assertTrue(contrast >= least, color + " on " + ground + ": " + contrast);
  }

  private static double luminance(String color) {
    double[] rgb = linear(color);
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
  }

  private static double[] linear(String color) {
    double[] rgb = new double[3];
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(color.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      rgb[i] = c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
    return rgb;
  }

  private static double[] times(double[][] matrix, double[] v) {
    double[] product = new double[3];
    for (int i = 0; i < 3; i++) {
      product[i] = matrix[i][0] * v[0] + matrix[i][1] * v[1] + matrix[i][2] * v[2];
    }
    return product;
  }

  /** The colour as the eye sees it, in OKLab, where distances are about equally noticeable. */
  static double[] seen(String color, Map.Entry<String, double[][]> eye) {
    double[] rgb = times(eye.getValue(), linear(color));
    for (int i = 0; i < 3; i++) {
      rgb[i] = Math.clamp(rgb[i], 0, 1);
    }
    double[][] toCones = {
      {0.4122214708, 0.5363325363, 0.0514459929},
      {0.2119034982, 0.6806995451, 0.1073969566},
      {0.0883024619, 0.2817188376, 0.6299787005}
    };
    double[] cones = times(toCones, rgb);
    for (int i = 0; i < 3; i++) {
      cones[i] = Math.cbrt(cones[i]);
    }
    double[][] toLab = {
      {0.2104542553, 0.7936177850, -0.0040720468},
      {1.9779984951, -2.4285922050, 0.4505937099},
      {0.0259040371, 0.7827717662, -0.8086757660}
    };
    return times(toLab, cones);
  }

  private static double distance(double[] a, double[] b) {
    return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
  }
}
