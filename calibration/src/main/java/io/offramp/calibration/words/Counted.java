// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.words;

import java.util.Locale;

/** How many of something, in words: "1 row", "20,000 rows". */
public final class Counted {
  private Counted() {}

  /**
   * A number of things of which the plural ends in an s.
   *
   * @param one what one of them is called, such as "row"
   */
  public static String of(long number, String one) {
    return of(number, one, one + "s");
  }

  /**
   * A number of things.
   *
   * @param one what one of them is called, such as "class"
   * @param more what none or several of them are called, such as "classes"
   */
  public static String of(long number, String one, String more) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : more);
  }
}
