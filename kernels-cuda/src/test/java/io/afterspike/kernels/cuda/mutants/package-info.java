/**
 * The mutation score of the shipped PTX: small faults are planted one at a time, and the strict
 * tests are asked to notice each. {@code kernels-cuda/mutate} runs {@link
 * io.afterspike.kernels.cuda.mutants.Mutate}.
 */
package io.afterspike.kernels.cuda.mutants;
