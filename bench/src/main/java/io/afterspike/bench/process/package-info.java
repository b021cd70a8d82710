/** Java processes of our own, started beside the command. */
package io.afterspike.bench.process;
