/**
 * Trained networks for other programs and from them: safetensors, npz and NIR files of weights and
 * the constants of the neurons. Formats are described in docs/interchange.md.
 */
package io.afterspike.bench.exchange;
