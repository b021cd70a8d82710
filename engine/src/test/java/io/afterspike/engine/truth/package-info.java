/**
 * The engines against the double precision oracle, per element, within bounds that are derived by
 * running the engine's own operations on values with errors.
 */
package io.afterspike.engine.truth;
