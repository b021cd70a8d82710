/**
 * How long a training step takes, by rule, form and number of threads, and where its time goes.
 *
 * <p>All sides of a comparison run in turn, round after round, so that a machine that slows down
 * slows all of them; ratios are taken within a round.
 */
package io.afterspike.bench.step;
