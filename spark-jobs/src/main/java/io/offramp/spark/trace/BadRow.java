// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

/** Why a row cannot be used; says what is wrong with it, not which row it is. */
final class BadRow extends Exception {
  private static final long serialVersionUID = 1L;

  BadRow(String problem) {
    super(problem, null, false, false); // there may be millions: no stack trace
  }

  /** What is wrong. */
  String problem() {
    return String.valueOf(getMessage());
  }
}
