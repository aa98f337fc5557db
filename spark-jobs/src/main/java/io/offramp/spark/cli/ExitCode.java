// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

/** What the process ends with, for scripts. */
final class ExitCode {
  /** Done. */
  static final int DONE = 0;

  /** Anything that is neither of the others. */
  static final int FAILED = 1;

  /** Wrong usage. */
  static final int USAGE = 2;

  /** The target could not be certified. */
  static final int NOT_CERTIFIED = 3;

  /** More rows than borne could not be scored. */
  static final int TOO_MANY_BAD_ROWS = 4;

  private ExitCode() {}
}
