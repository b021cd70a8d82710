package io.afterspike.bench.sweep;

import java.util.List;

/**
 * The two directions along which points of a high-dimensional space spread the most, by the
 * eigenvectors of the matrix of their inner products (there are far fewer points than dimensions).
 */
final class PrincipalAxes {
  private static final int SWEEPS = 60;

  private final double[] centre;
  private final double[][] axes;
  private final double[] shares;

  private PrincipalAxes(double[] centre, double[][] axes, double[] shares) {
    this.centre = centre;
    this.axes = axes;
    this.shares = shares;
  }

  /** The axes of at least two points, all of one length. */
  static PrincipalAxes of(List<float[]> points) {
    int n = points.size();
    int length = points.get(0).length;
    double[] centre = new double[length];
    for (float[] point : points) {
      for (int k = 0; k < length; k++) {
        centre[k] += point[k] / (double) n;
      }
    }
    double[][] products = new double[n][n];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int k = 0; k < length; k++) {
          sum += (points.get(a)[k] - centre[k]) * (points.get(b)[k] - centre[k]);
        }
        products[a][b] = sum;
        products[b][a] = sum;
      }
    }
    double trace = 0;
    for (int a = 0; a < n; a++) {
      trace += products[a][a];
    }
    double[][] vectors = eigenvectors(products);
    double[][] axes = new double[2][];
    double[] shares = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      int largest = largest(products, axis == 0 ? -1 : largest(products, -1));
      shares[axis] = trace > 0 ? products[largest][largest] / trace : 0;
      axes[axis] = direction(points, centre, vectors, largest);
    }
    return new PrincipalAxes(centre, axes, shares);
  }

  private static int largest(double[][] diagonal, int but) {
    int largest = but == 0 ? 1 : 0;
    for (int a = 0; a < diagonal.length; a++) {
      if (a != but && diagonal[a][a] > diagonal[largest][largest]) {
        largest = a;
      }
    }
    return largest;
  }

  private static double[] direction(
      List<float[]> points, double[] centre, double[][] vectors, int column) {
    double[] direction = new double[centre.length];
    for (int a = 0; a < points.size(); a++) {
      for (int k = 0; k < centre.length; k++) {
        direction[k] += vectors[a][column] * (points.get(a)[k] - centre[k]);
      }
    }
    double norm = 0;
    for (double value : direction) {
      norm += value * value;
    }
    norm = Math.sqrt(norm);
    for (int k = 0; k < direction.length; k++) {
      direction[k] = norm > 0 ? direction[k] / norm : 0;
    }
    return direction;
  }

  /** Cyclic Jacobi rotations: makes the symmetric matrix diagonal, returns its eigenvectors. */
  private static double[][] eigenvectors(double[][] matrix) {
    int n = matrix.length;
    double[][] vectors = new double[n][n];
    for (int a = 0; a < n; a++) {
      vectors[a][a] = 1;
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(matrix, vectors, p, q);
        }
      }
    }
    return vectors;
  }

  private static void rotate(double[][] matrix, double[][] vectors, int p, int q) {
    double off = matrix[p][q];
    // Too small to change the diagonal.
    if (Math.abs(off) <= 1e-18 * (Math.abs(matrix[p][p]) + Math.abs(matrix[q][q]))) {
      return;
    }
    double theta = (matrix[q][q] - matrix[p][p]) / (2 * off);
    double t = Math.signum(theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    t = theta == 0 ? 1 : t;
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (int k = 0; k < matrix.length; k++) {
      double kp = matrix[k][p];
      double kq = matrix[k][q];
      matrix[k][p] = c * kp - s * kq;
      matrix[k][q] = s * kp + c * kq;
    }
    for (int k = 0; k < matrix.length; k++) {
      double pk = matrix[p][k];
      double qk = matrix[q][k];
      matrix[p][k] = c * pk - s * qk;
      matrix[q][k] = s * pk + c * qk;
      double vp = vectors[k][p];
      double vq = vectors[k][q];
      vectors[k][p] = c * vp - s * vq;
      vectors[k][q] = s * vp + c * vq;
    }
  }

  /** The share of the points' variance along an axis, 0 or 1. */
  double share(int axis) {
    return shares[axis];
  }

  /** A point's coordinate along an axis, 0 or 1. */
  double coordinate(float[] point, int axis) {
    double sum = 0;
    for (int k = 0; k < point.length; k++) {
      sum += (point[k] - centre[k]) * axes[axis][k];
    }
    return sum;
  }

  /** The point with these coordinates, in the plane of both axes. */
  float[] point(double x, double y) {
    float[] point = new float[centre.length];
    for (int k = 0; k < point.length; k++) {
      point[k] = (float) (centre[k] + x * axes[0][k] + y * axes[1][k]);
    }
    return point;
  }
}
