package io.afterspike.bench.report;

/**
 * Björn Ottosson's OKLab, in which equal distances look about equally different: [lightness 0 to 1,
 * green to red, blue to yellow].
 */
final class OkLab {
  private static final double[][] CONES_FROM_LAB = {
    {1, 0.3963377774, 0.2158037573},
    {1, -0.1055613458, -0.0638541728},
    {1, -0.0894841775, -1.2914855480}
  };
  private static final double[][] RGB_FROM_CONES = {
    {4.0767416621, -3.3077115913, 0.2309699292},
    {-1.2684380046, 2.6097574011, -0.3413193965},
    {-0.0041960863, -0.7034186147, 1.7076147010}
  };

  private OkLab() {}

  /** A colour by its hue in degrees: 25 is red, 110 yellow, 145 green, 265 blue. */
  static double[] ofHue(double lightness, double chroma, double hue) {
    double angle = StrictMath.toRadians(hue);
    return new double[] {lightness, chroma * StrictMath.cos(angle), chroma * StrictMath.sin(angle)};
  }

  static double distance(double[] a, double[] b) {
    double x = a[0] - b[0];
    double y = a[1] - b[1];
    double z = a[2] - b[2];
    return Math.sqrt(x * x + y * y + z * z);
  }

  static double[] between(double[] a, double[] b, double share) {
    double[] mixed = new double[3];
    for (int i = 0; i < 3; i++) {
      mixed[i] = a[i] + share * (b[i] - a[i]);
    }
    return mixed;
  }

  /** The colour as #rrggbb; what a screen cannot show is cut off. */
  static String hex(double[] lab) {
    double[] cones = times(CONES_FROM_LAB, lab);
    for (int i = 0; i < 3; i++) {
      cones[i] = cones[i] * cones[i] * cones[i];
    }
    double[] rgb = times(RGB_FROM_CONES, cones);
    StringBuilder hex = new StringBuilder("#");
    for (double linear : rgb) {
      double c = Math.clamp(linear, 0, 1);
      double shown = c <= 0.0031308 ? 12.92 * c : 1.055 * StrictMath.pow(c, 1 / 2.4) - 0.055;
      long level = Math.round(shown * 255);
      hex.append(Character.forDigit((int) level / 16, 16));
      hex.append(Character.forDigit((int) level % 16, 16));
    }
    return hex.toString();
  }

  private static double[] times(double[][] matrix, double[] v) {
    double[] product = new double[3];
    for (int i = 0; i < 3; i++) {
      product[i] = matrix[i][0] * v[0] + matrix[i][1] * v[1] + matrix[i][2] * v[2];
    }
    return product;
  }
}
