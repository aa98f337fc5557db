// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.words;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalDouble;

/** A number as people write it: all of its digits, no exponent, "10" and not "10.0". */
public final class Decimal {
  private Decimal() {}

  /** A number's digits; of what is no finite number its name. */
  public static String of(double number) {
    if (!Double.isFinite(number)) {
      return Double.toString(number); // a wrong value has to be named in its refusal
    }
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /**
   * A number's first significant digits, rounded.
   *
   * @param number finite
   * @param digits how many, positive
   */
  public static String of(double number, int digits) {
    return of(new BigDecimal(number).round(new MathContext(digits)).doubleValue());
  }

  /** A number's digits, or "none". */
  public static String orNone(OptionalDouble number) {
    return number.isPresent() ? of(number.getAsDouble()) : "none";
  }
}
