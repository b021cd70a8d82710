package io.afterspike.bench.conform;

/**
 * One comparison, or why there was none.
 *
 * @param source the case's name, {@code parts} or {@code trajectory}
 * @param array the array's name
 * @param quantity what it holds, the same for all layers and cases
 * @param way by which computation our result came
 * @param error the largest error relative to the array's largest magnitude; of spikes and other
 *     exact things the number of differences; NaN if nothing was compared
 * @param float32Error the same of a plain float32 implementation; NaN if it is not known
 * @param limit what {@code error} may be
 * @param verdict what became of it
 * @param remark what else there is to say; may be empty
 */
record Check(
    String source,
    String array,
    Quantity quantity,
    Way way,
    double error,
    double float32Error,
    double limit,
    Verdict verdict,
    String remark) {

  /** The share of the limit that is used; 0 where both are 0. */
  double ratio() {
    return error == 0 ? 0 : error / limit;
  }
}
