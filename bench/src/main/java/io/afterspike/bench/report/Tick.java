package io.afterspike.bench.report;

/** A mark on an axis: where, and what is written there. */
record Tick(double value, String label) {}
