// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The one form of a class's name: 1, 1.0, "1" and " 1" are all {@code 1}. */
public final class ClassName {
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
  private static final Pattern WITH_ZEROS = Pattern.compile("(-?(?:0|[1-9]\\d{0,17}))\\.0*");
  private static final double EXACT = 1L << 53;

  private ClassName() {}

  /** Whether a cell says nothing: null, blank, or the NaN that stands for null in data frames. */
  public static boolean isMissing(@Nullable Object cell) {
    return cell == null
        || (cell instanceof String text && text.isBlank())
        || (cell instanceof Double number && number.isNaN())
        || (cell instanceof Float single && single.isNaN());
  }

  /**
   * The name's one form: without blanks around it, and a whole number without decimals. Names with
   * leading zeros stay what they are.
   *
   * @param cell not {@linkplain #isMissing missing}
   */
  public static String of(Object cell) {
    if (cell instanceof Double || cell instanceof Float) {
      double value = ((Number) cell).doubleValue();
      if (value == Math.rint(value) && Math.abs(value) <= EXACT) {
        return Long.toString((long) value);
      }
    }
    String text = cell.toString().strip();
    var zeros = WITH_ZEROS.matcher(text);
    String plain = zeros.matches() ? zeros.group(1) : text;
    return plain.equals("-0") ? "0" : plain;
  }

  /** Whether a name is a whole number. */
  static boolean isNumber(String name) {
    return WHOLE.matcher(name).matches();
  }

  /** The different names in order: by number if all are whole numbers, else by their characters. */
  static List<String> sorted(Collection<String> names) {
    boolean numeric = names.stream().allMatch(ClassName::isNumber);
    Comparator<String> order =
        numeric ? Comparator.comparingLong(Long::parseLong) : Comparator.naturalOrder();
    return names.stream()
        .distinct()
        .sorted(order.thenComparing(Comparator.naturalOrder()))
        .toList();
  }
}
