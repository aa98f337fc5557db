// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

/**
 * A file that is to come into a table.
 *
 * @param from where it was written
 * @param to its place
 */
record PlacedFile(String from, String to) {}
