/**
 * The judge of every learning rule: the published definitions in double precision.
 *
 * <p>Nothing here shares code with an engine. Plain loops follow the formulas as they are written
 * down, arrays are nested ({@code [step][sample][unit]}, weights {@code [layer][pre][post]}), and
 * speed does not matter. The definitions are checked three ways: against reference vectors ({@code
 * GoldenTest}), backward against forward differentiation, and both against finite differences of a
 * smooth network.
 */
package io.afterspike.engine.oracle;
