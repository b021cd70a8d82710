/**
 * Sweeps: plans that say which trainings and measurements to make, the cells they consist of, one
 * result a cell, and tables of the results.
 */
package io.afterspike.bench.sweep;
