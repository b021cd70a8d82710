/**
 * What every engine owes its users, as properties that any engine can be put under: the bits of the
 * reference, refusals that name the argument, nothing left behind.
 *
 * <p>Shipped as the artifact {@code afterspike-engine} with classifier {@code tests}. An engine of
 * your own is tested by two small classes, with JUnit and jqwik 1.9.3 on the test class path:
 *
 * <pre>{@code
 * class MyEngineContractTest implements EngineContract<MyBuffer> {
 *   public Engine<MyBuffer> subject() {
 *     return new MyEngine();
 *   }
 * }
 * }</pre>
 *
 * and the same with {@link io.afterspike.engine.contract.NetworkContract}. Each property asks for a
 * new subject and closes it.
 */
package io.afterspike.engine.contract;
