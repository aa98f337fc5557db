// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

/** What becomes of input files that are damaged. */
public enum CorruptFiles {
  /** They fail the run. */
  FAIL,
  /** They are looked for first, and left out whole: no row of theirs is read. */
  SKIP
}
