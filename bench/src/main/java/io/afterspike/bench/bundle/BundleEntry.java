package io.afterspike.bench.bundle;

import java.nio.file.Path;

/**
 * A file of a bundle.
 *
 * @param name where it is in the bundle
 * @param executable whether it can be started
 * @param content the file that is copied; a link is followed
 */
record BundleEntry(String name, boolean executable, Path content) {}
