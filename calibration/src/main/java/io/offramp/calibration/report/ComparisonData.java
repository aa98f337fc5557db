// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two policies on the same rows, or two runs, side by side.
 *
 * @param format {@code offramp-comparison}
 * @param formatVersion 1
 * @param kind {@code policies} or {@code runs}
 * @param first name of the one
 * @param second name of the other
 * @param figures numbers of both
 * @param facts words of both
 * @param notes what to know of them
 */
public record ComparisonData(
    String format,
    int formatVersion,
    String kind,
    String first,
    String second,
    List<Figure> figures,
    List<Fact> facts,
    List<String> notes) {
  /** The name of the format. */
  static final String FORMAT = "offramp-comparison";

  /** The figure of the mean distance of numbers from their labels, in the labels' unit. */
  public static final String MEAN_ABSOLUTE_ERROR = "mean absolute error";

  /** The fact of what is near, where answers are numbers. */
  public static final String TOLERANCE = "tolerance";

  /** The unit of shares, shown as per cent. */
  public static final String SHARE = "share";

  /** The unit of whole numbers. */
  public static final String COUNT = "count";

  /** The unit of other numbers. */
  public static final String NUMBER = "number";

  /** Copies the lists. */
  public ComparisonData {
    figures = List.copyOf(figures);
    facts = List.copyOf(facts);
    notes = List.copyOf(notes);
  }

  /** A comparison of this format. */
  public static ComparisonData of(
      String kind,
      String first,
      String second,
      List<Figure> figures,
      List<Fact> facts,
      List<String> notes) {
    return new ComparisonData(FORMAT, 1, kind, first, second, figures, facts, notes);
  }

  /**
   * A number of both.
   *
   * @param unit {@code share}, {@code count} or {@code number}
   * @param first null if it is not known or there is none
   * @param difference the second less the first; null unless both are known
   */
  public record Figure(
      String name,
      String unit,
      @Nullable Double first,
      @Nullable Double second,
      @Nullable Double difference) {
    /** A figure with its difference. */
    public static Figure of(
        String name, String unit, @Nullable Double first, @Nullable Double second) {
      Double difference = first == null || second == null ? null : (Double) (second - first);
      return new Figure(name, unit, first, second, difference);
    }
  }

  /** Words of both. */
  public record Fact(String name, String first, String second, boolean same) {
    /** A fact. */
    public static Fact of(String name, String first, String second) {
      return new Fact(name, first, second, first.equals(second));
    }
  }
}
