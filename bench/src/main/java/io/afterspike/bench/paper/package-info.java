/** The paper's tables and figures: which plans make them, and their pages. */
package io.afterspike.bench.paper;
