/**
 * What a run leaves behind for people: charts (SVG), pages (HTML), tables, and the log of its
 * measurements.
 *
 * <p>All text made here is a pure function of its arguments: no clock, no locale, no random order,
 * so that two equal runs leave equal bytes. A new kind of picture implements {@link
 * io.afterspike.bench.report.Drawing} and then fits into panels, pages and files.
 */
package io.afterspike.bench.report;
