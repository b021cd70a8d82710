/**
 * One check of one engine on the machine at hand: what is here, the conformance vectors, every bit
 * against the reference, the time of a training sequence; each part in a process of its own.
 */
package io.afterspike.bench.check;
