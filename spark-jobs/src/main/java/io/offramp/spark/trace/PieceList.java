// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.Serializable;

/**
 * The pieces of files that a task met, by the task's own codes, and how many rows it met in each.
 */
final class PieceList implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] files;
  private final long[] starts;
  private final long[] rows;
  private final long[] firsts;

  PieceList(int[] files, long[] starts, long[] rows, long[] firsts) {
    this.files = files;
    this.starts = starts;
    this.rows = rows;
    this.firsts = firsts;
  }

  int size() {
    return files.length;
  }

  Piece piece(int code) {
    return new Piece(files[code], starts[code]);
  }

  /** How many rows of the piece the task met. */
  long rows(int code) {
    return rows[code];
  }

  /** The least number of those rows. */
  long first(int code) {
    return firsts[code];
  }
}
