// SPDX-License-Identifier: Apache-2.0
/**
 * Spark ML stages, and what runs inside a task: partitions of rows through a shared model, whose
 * bundle is fetched if it is elsewhere.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.ml;
