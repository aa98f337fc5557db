// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.offramp.spark.ml.InputColumns;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/**
 * The names of the columns that jobs read.
 *
 * @param text first text
 * @param pair second text, where there is one
 * @param label label; any type, compared by its text form
 * @param id key that is passed through
 * @param labelSeparator what stands between the names of a set of labels where they are one text;
 *     empty: sets are arrays
 */
public record TextColumns(
    String text, String pair, String label, String id, Optional<String> labelSeparator) {
  /** The names that options default to. */
  public static final TextColumns DEFAULT = new TextColumns("text", "text_pair", "label", "id");

  private static final String PAIR_OPTION = "--text-pair-col";

  /** Checks the separator. */
  public TextColumns {
    if (labelSeparator.isPresent() && labelSeparator.get().isBlank()) {
      throw new IllegalArgumentException(
          "Cannot separate labels by '%s' (must be something else than blanks, such as ';')"
              .formatted(labelSeparator.get()));
    }
  }

  /** Sets of labels are arrays. */
  public TextColumns(String text, String pair, String label, String id) {
    this(text, pair, label, id, Optional.empty());
  }

  /** The same columns where sets of labels are texts with a separator. */
  public TextColumns withLabelSeparator(Optional<String> separator) {
    return new TextColumns(text, pair, label, id, separator);
  }

  /**
   * The label column if the table has it. A label column that was named on purpose must be there.
   *
   * @throws IllegalArgumentException if it was named, and is not
   */
  Optional<String> labelIn(StructType schema) {
    return optional(schema, label, DEFAULT.label, "--label-col");
  }

  /** The id column if the table has it; likewise. */
  Optional<String> idIn(StructType schema) {
    return optional(schema, id, DEFAULT.id, "--id-col");
  }

  /**
   * The column of second texts if the table has it; likewise.
   *
   * @throws IllegalArgumentException if it was named, and is not there, or holds no texts
   */
  Optional<String> pairIn(StructType schema) {
    Optional<String> found = optional(schema, pair, DEFAULT.pair, PAIR_OPTION);
    found.ifPresent(column -> InputColumns.text(schema, column, PAIR_OPTION));
    return found;
  }

  /**
   * Refuses a column of second texts that was named on purpose, and that a model never looks at.
   *
   * @param bundle the model, as messages call it
   * @param pairs whether it takes pairs
   * @throws IllegalArgumentException if it does not, and a column was named
   */
  void requireUsed(String bundle, boolean pairs) {
    if (!pairs && !pair.equals(DEFAULT.pair)) {
      throw new IllegalArgumentException(
          "Cannot use %s %s with bundle %s: it takes one text a row (leave the option out, or use a bundle of text pairs)"
              .formatted(PAIR_OPTION, pair, bundle));
    }
  }

  /**
   * A label column as text; a blank label is none, since many CSV files write {@code ""} for it.
   */
  static Column labelText(String column) {
    Column text = col(InputColumns.quoted(column)).cast("string");
    return when(trim(text).notEqual(""), text);
  }

  private static Optional<String> optional(
      StructType schema, String column, String usual, String flag) {
    if (!column.equals(usual)) {
      InputColumns.requireColumn(schema, column, flag);
    }
    return InputColumns.has(schema, column) ? Optional.of(column) : Optional.empty();
  }
}
