// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

/** What a task says at its end of the rows it met: where they stood, and which it could not use. */
final class PartReport implements TracePart {
  private static final long serialVersionUID = 1L;

  private final PieceList pieces;
  private final long skipped;
  private final FirstOf malformed;
  private final FirstOf refused;

  PartReport(PieceList pieces, long skipped, FirstOf malformed, FirstOf refused) {
    this.pieces = pieces;
    this.skipped = skipped;
    this.malformed = malformed;
    this.refused = refused;
  }

  PieceList pieces() {
    return pieces;
  }

  /** Rows that could not be run when the trace was made. */
  long skipped() {
    return skipped;
  }

  /** Lines of the files that could not be parsed; the text is the line. */
  FirstOf malformed() {
    return malformed;
  }

  /** Rows that cannot be used; the text says which and why. */
  FirstOf refused() {
    return refused;
  }
}
