// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

/**
 * Where a row stands, in one long: the code of its piece, and a number that grows along the piece.
 */
final class Place {
  private static final int NUMBER_BITS = 40;

  private Place() {}

  static long of(int piece, long number) {
    return (long) piece << NUMBER_BITS | number;
  }

  static int piece(long place) {
    return (int) (place >>> NUMBER_BITS);
  }

  static long number(long place) {
    return place & ((1L << NUMBER_BITS) - 1);
  }
}
