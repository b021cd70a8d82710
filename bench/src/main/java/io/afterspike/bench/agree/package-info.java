/** Engine against engine on this Java machine and on others with other compilers and widths. */
package io.afterspike.bench.agree;
