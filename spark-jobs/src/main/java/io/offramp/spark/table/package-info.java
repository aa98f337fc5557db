// SPDX-License-Identifier: Apache-2.0
/** Tables on disk: JSON lines, CSV and Parquet, read so that no row is lost. */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.table;
