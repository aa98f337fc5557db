// SPDX-License-Identifier: Apache-2.0
/**
 * The SQL function {@code early_exit}: a session extension, and the rules and nodes by which Spark
 * runs whole partitions of rows through a shared model where a query calls it.
 *
 * <p>Built on Spark's internal classes, whose signatures name other collections for each version of
 * Scala: lists go in and out as {@code immutable.List}, which is a sequence of both.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.sql;
