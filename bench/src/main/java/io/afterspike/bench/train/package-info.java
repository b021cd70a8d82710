/** Training runs: configuration, the loop, the run folder, interruption and resumption. */
package io.afterspike.bench.train;
