// SPDX-License-Identifier: Apache-2.0
/**
 * Tables of files, lakes and catalogs, read so that no row is lost, and written beside an output
 * before they are put into its place.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.table;
