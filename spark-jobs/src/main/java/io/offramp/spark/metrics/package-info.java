// SPDX-License-Identifier: Apache-2.0
/**
 * Scoring as numbers in Spark's own metrics system, for those who name {@link
 * io.offramp.spark.metrics.OfframpPlugin} in {@code spark.plugins}. Nothing else uses this package.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.metrics;
