// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Labels that no exit ever predicts. All policies are wrong on their rows, full depth too, so that
 * none of these rows loses anything: a few are a fact of life, many a mistake that would certify
 * any policy at all.
 *
 * @param source what messages call the table that holds the labels
 * @param rows that have such a label
 * @param labelled rows that have any label
 * @param labels some of them
 * @param predictions some of what exits do predict
 */
public record StrayLabels(
    String source, long rows, long labelled, List<String> labels, List<String> predictions) {
  private static final int SHOWN = 3;

  /** Copies the lists. */
  public StrayLabels {
    labels = List.copyOf(labels);
    predictions = List.copyOf(predictions);
  }

  /** Counts them, a label at a time. Not thread-safe. */
  public static final class Counter {
    private final String source;
    private final LabelClasses classes;
    private final Set<String> examples = new LinkedHashSet<>();
    private long rows;
    private long labelled;

    /**
     * Begins with no label.
     *
     * @param source what messages call the table
     * @param classes that labels can name
     */
    public Counter(String source, LabelClasses classes) {
      this.source = source;
      this.classes = classes;
    }

    /** Takes a row's label. */
    public void add(String label, boolean isClass) {
      labelled++;
      if (!isClass) {
        rows++;
        if (examples.size() < SHOWN) {
          examples.add(label);
        }
      }
    }

    /** The labels so far. */
    public StrayLabels labels() {
      return new StrayLabels(source, rows, labelled, new ArrayList<>(examples), classes.examples());
    }
  }

  /**
   * Refuses labels that are written otherwise than predictions, or are something else altogether.
   *
   * @throws IllegalArgumentException if half of the labelled rows or more have a label that no exit
   *     predicts
   */
  public void requireFew() {
    if (rows > 0 && 2 * rows >= labelled) {
      throw new IllegalArgumentException(
          "Cannot use the labels in %s: %s (labels must be written as predictions are; leave the cell empty where a label is unknown)"
              .formatted(source, share()));
    }
  }

  /** A line about them, if there are any. */
  public Optional<String> warning() {
    return rows == 0
        ? Optional.empty()
        : Optional.of(
            "warning: in %s, %s; every policy counts as wrong there, as full depth does (leave the cell empty where a label is unknown)"
                .formatted(source, share()));
  }

  private String share() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d labelled rows (%.1f%%) have a label that no exit predicts for any row, such as %s, while predictions are such as %s",
        rows,
        labelled,
        100.0 * rows / labelled,
        quoted(labels),
        quoted(predictions));
  }

  private static String quoted(List<String> names) {
    return names.stream().map("'%s'"::formatted).collect(Collectors.joining(", "));
  }
}
