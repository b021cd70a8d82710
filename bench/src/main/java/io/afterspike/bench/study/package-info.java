/**
 * One study of a machine: every rule on every engine over a grid of works, as JSON in the layout of
 * JMH and as a page with plots. Studies of several machines can be merged.
 */
package io.afterspike.bench.study;
