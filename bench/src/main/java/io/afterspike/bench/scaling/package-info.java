/**
 * How time, state and memory grow with the number of steps, neurons and samples, beside what the
 * formulas say.
 */
package io.afterspike.bench.scaling;
