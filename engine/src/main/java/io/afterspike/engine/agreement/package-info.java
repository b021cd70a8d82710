/**
 * Whether two engines give the same bits: cases that run on any engine, and the difference between
 * what came out.
 *
 * <p>An {@link io.afterspike.engine.agreement.OperationCase} is one call of one operation on
 * adversarial values, a {@link io.afterspike.engine.agreement.TrainingCase} a whole training run.
 * Both are plain data; running one on two engines gives two {@link
 * io.afterspike.engine.agreement.Results}, whose {@link io.afterspike.engine.agreement.Difference}
 * an {@link io.afterspike.engine.agreement.AgreementReport} gathers by operation and rule. {@link
 * io.afterspike.engine.agreement.PinnedHashes} are the hashes of fixed cases, the same on every
 * machine and in every release.
 */
package io.afterspike.engine.agreement;
