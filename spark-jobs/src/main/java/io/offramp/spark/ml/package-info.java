// SPDX-License-Identifier: Apache-2.0
/**
 * Spark ML stages and an evaluator of theirs, and what runs inside a task: partitions of rows
 * through a shared model, whose bundle is fetched if it is elsewhere, on the GPU that the task has,
 * for which it may ask itself. Parameters that stages share are in {@code Has...Params}.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.ml;
