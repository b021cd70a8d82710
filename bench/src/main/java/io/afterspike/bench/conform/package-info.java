/**
 * Runs folders of conformance vectors, which hold inputs and float64 results of an independent
 * implementation, on an engine. What is checked follows from what a folder's index and files hold;
 * what the index lists and nothing here understands is counted as not checked.
 */
package io.afterspike.bench.conform;
