/** What people see in the terminal while work goes on. */
package io.afterspike.bench.console;
