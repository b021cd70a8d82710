/**
 * Other programs doing the same work: first they prove that their spikes and gradients are ours,
 * then all run in turn, each in a process of its own.
 */
package io.afterspike.bench.peers;
