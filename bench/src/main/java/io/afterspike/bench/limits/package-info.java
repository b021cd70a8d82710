/**
 * What the machine can do at best, measured by loops of our own in the run that is compared with
 * it: multiply-adds a second, and bytes a second from each level of memory.
 *
 * <p>Only a share of a limit measured in the same run says something about code: gigaflops alone
 * say as much about the machine and its other users.
 */
package io.afterspike.bench.limits;
