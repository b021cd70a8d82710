/** JSON files as plain Java values. */
package io.afterspike.bench.json;
