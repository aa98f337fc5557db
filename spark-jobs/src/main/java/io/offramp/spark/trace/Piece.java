// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

/**
 * A piece of a file that one task reads; pieces order as the files do.
 *
 * @param file which, by the order of paths
 * @param start where the piece begins in it, in bytes
 */
record Piece(int file, long start) implements Comparable<Piece> {
  @Override
  public int compareTo(Piece other) {
    return file != other.file
        ? Integer.compare(file, other.file)
        : Long.compare(start, other.start);
  }
}
