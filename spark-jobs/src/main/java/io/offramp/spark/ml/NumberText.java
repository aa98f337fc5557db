// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

/**
 * Numbers as texts have them, such as {@code 4.5} and {@code -1e-3}: decimal digits, and none of
 * what else Java takes for a number, such as {@code 5d} and {@code 0x1p3}.
 */
public final class NumberText {
  /** The regular expression of a number that is finite, or too great for a double. */
  public static final String DECIMAL = "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?$";

  private NumberText() {}

  /**
   * The number that a text is; NaN and infinities by these names.
   *
   * @throws NumberFormatException if it is none
   */
  public static double parse(String text) {
    String bare = text.strip();
    // Cells are many and a pattern is slow: these tell all that Java takes and the pattern does
    // not.
    boolean typed = !bare.isEmpty() && "dDfF".indexOf(bare.charAt(bare.length() - 1)) >= 0;
    if (typed || bare.indexOf('x') >= 0 || bare.indexOf('X') >= 0) {
      throw new NumberFormatException(bare);
    }
    return Double.parseDouble(bare);
  }
}
