/** The command line: one class per command. */
package io.afterspike.bench.cli;
