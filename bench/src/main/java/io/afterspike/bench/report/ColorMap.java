package io.afterspike.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Colours for numbers: equal steps look equally large, to colour-blind readers, too. The same on
 * light and on dark ground, since a reader compares them with the colour bar, not with the page.
 */
enum ColorMap {
  /** Dark blue to pale yellow; its lightness alone tells the value, so print may be grey. */
  SEQUENTIAL(
      OkLab.ofHue(0.24, 0.07, 290),
      OkLab.ofHue(0.36, 0.10, 268),
      OkLab.ofHue(0.48, 0.09, 245),
      OkLab.ofHue(0.60, 0.09, 205),
      OkLab.ofHue(0.72, 0.11, 165),
      OkLab.ofHue(0.84, 0.13, 130),
      OkLab.ofHue(0.96, 0.11, 108)),
  /** Blue over nearly white to orange; which side is which also needs a mark in black and white. */
  DIVERGING(
      OkLab.ofHue(0.42, 0.13, 258), OkLab.ofHue(0.96, 0.005, 200), OkLab.ofHue(0.50, 0.13, 48));

  /** The number of different colours. */
  static final int LEVELS = 256;

  private final String[] colors = new String[LEVELS];
  private final double[] lightness = new double[LEVELS];

  ColorMap(double[]... stations) {
    List<double[]> path = path(List.of(stations));
    for (int level = 0; level < LEVELS; level++) {
      colors[level] = OkLab.hex(path.get(level));
      lightness[level] = path.get(level)[0];
    }
  }

  private static List<double[]> path(List<double[]> stations) {
    if (stations.size() > 3) {
      return even(stations, LEVELS);
    }
    // Both arms are even in themselves; the middle station is in the middle.
    List<double[]> path = new ArrayList<>(even(stations.subList(0, 2), LEVELS / 2));
    path.addAll(even(stations.subList(1, 3), LEVELS / 2));
    return path;
  }

  /** So many points at equal distances along a smooth way through the stations. */
  private static List<double[]> even(List<double[]> stations, int points) {
    int fine = 64;
    List<double[]> way = new ArrayList<>();
    double[] walked = new double[(stations.size() - 1) * fine + 1];
    for (int i = 0; i < walked.length; i++) {
      int station = Math.min(i / fine, stations.size() - 2);
      way.add(smooth(stations, station, (i - station * fine) / (double) fine));
      walked[i] = i == 0 ? 0 : walked[i - 1] + OkLab.distance(way.get(i - 1), way.get(i));
    }
    List<double[]> path = new ArrayList<>();
    int at = 1;
    for (int point = 0; point < points; point++) {
      double goal = walked[walked.length - 1] * point / (points - 1);
      while (at < walked.length - 1 && walked[at] < goal) {
        at++;
      }
      double share = (goal - walked[at - 1]) / (walked[at] - walked[at - 1]);
      path.add(OkLab.between(way.get(at - 1), way.get(at), share));
    }
    return path;
  }

  /** Between stations a Catmull-Rom curve; two are joined by a straight line. */
  private static double[] smooth(List<double[]> stations, int i, double t) {
    double[] b = stations.get(i);
    double[] c = stations.get(i + 1);
    if (stations.size() == 2) {
      return OkLab.between(b, c, t);
    }
    double[] a = stations.get(Math.max(0, i - 1));
    double[] d = stations.get(Math.min(stations.size() - 1, i + 2));
    double[] point = new double[3];
    for (int k = 0; k < 3; k++) {
      double linear = c[k] - a[k];
      double square = 2 * a[k] - 5 * b[k] + 4 * c[k] - d[k];
      double cube = 3 * b[k] - a[k] - 3 * c[k] + d[k];
      point[k] = b[k] + 0.5 * t * (linear + t * (square + t * cube));
    }
    return point;
  }

  /** The level, 0 to {@link #LEVELS} − 1, of a position from 0 to 1; what lies beyond is cut. */
  static int level(double position) {
    return Math.clamp(Math.round(position * (LEVELS - 1)), 0, LEVELS - 1);
  }

  String color(int level) {
    return colors[level];
  }

  /** The colour of text that can be read on a level. */
  String textColor(int level) {
    return lightness[level] > 0.58 ? "#0b1016" : "#ffffff";
  }
}
