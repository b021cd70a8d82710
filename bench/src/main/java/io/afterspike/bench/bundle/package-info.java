/**
 * The program for a machine that has neither Java nor Maven: a run-time image, the jars, reference
 * vectors and a launcher, in one compressed archive.
 */
package io.afterspike.bench.bundle;
