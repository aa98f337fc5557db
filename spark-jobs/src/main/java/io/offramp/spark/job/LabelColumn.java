// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.array_intersect;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.offramp.engine.encoder.Task;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.ml.NumberText;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * A label column as a task reads it: one name, a set of names, or a number.
 *
 * <p>A set is an array, or a text of names with a separator between them. No names, {@code []} or a
 * text that is blank or of separators alone, are a row to which no label applies; null is a row of
 * which nobody knows.
 */
final class LabelColumn {
  private static final DataType NAMES = DataTypes.createArrayType(DataTypes.StringType);

  private LabelColumn() {}

  /**
   * The one label as text; null if there is none.
   *
   * @throws IllegalArgumentException if the column holds arrays, or a separator of sets was given
   */
  static Column one(StructType schema, TextColumns columns) {
    if (columns.labelSeparator().isPresent()) {
      throw new IllegalArgumentException(
          "Cannot use --label-separator '%s': a row has one label here (leave it out, or train with --task multi-label)"
              .formatted(columns.labelSeparator().get()));
    }
    if (!isOf(Task.SINGLE_LABEL, schema, columns)) {
      DataType type = schema.apply(columns.label()).dataType();
      throw new IllegalArgumentException(
          "Cannot use column '%s' of type %s as the label of a row (must be one value; sets of labels need --task multi-label, another column --label-col)"
              .formatted(columns.label(), type.simpleString()));
    }
    return TextColumns.labelText(columns.label());
  }

  /**
   * The names of the set, each once, without blanks around them; blank and null names are left out.
   *
   * @throws IllegalArgumentException if the column holds neither arrays of names, nor texts of
   *     which the separator is known
   */
  static Column set(StructType schema, TextColumns columns) {
    DataType type = schema.apply(columns.label()).dataType();
    Column cells = col(InputColumns.quoted(columns.label()));
    if (isOf(Task.MULTI_LABEL, schema, columns)) {
      return names(
          type instanceof ArrayType
              ? cells.cast(NAMES)
              : split(cells, Pattern.quote(columns.labelSeparator().orElseThrow())));
    }
    throw new IllegalArgumentException(
        "Cannot read sets of labels from column '%s' of type %s (must be an array of strings, or text with --label-separator, which a column that is null in every row of JSON needs, too; name another column with --label-col)"
            .formatted(columns.label(), type.simpleString()));
  }

  /** Whether the column holds what a task calls the label of a row: a value, a set, a number. */
  static boolean isOf(Task task, StructType schema, TextColumns columns) {
    DataType type = schema.apply(columns.label()).dataType();
    return switch (task) {
      case SINGLE_LABEL -> !(type instanceof ArrayType);
      case MULTI_LABEL ->
          type instanceof ArrayType sets
              ? sets.elementType() instanceof AtomicType
                  && !(sets.elementType() instanceof BinaryType)
              : type instanceof StringType && columns.labelSeparator().isPresent();
      case REGRESSION -> mayBeNumbers(type);
    };
  }

  /**
   * A label that is a number.
   *
   * @param labelled the number as a double that float32 can hold; NaN where the cell holds
   *     something else, null where it is empty
   * @param text the cell as text
   */
  record NumericLabel(Column labelled, Column text) {
    /** The number; null where there is none. */
    Column known() {
      return when(not(isnan(labelled)), labelled);
    }

    /** The text of what is no number; null where there is one, or nothing. */
    Column odd() {
      return when(isnan(labelled), text);
    }
  }

  /**
   * The label as a number; texts are read as numbers.
   *
   * @throws IllegalArgumentException if the column holds neither numbers nor texts
   */
  static NumericLabel number(StructType schema, TextColumns columns) {
    DataType type = schema.apply(columns.label()).dataType();
    Column cell = col(InputColumns.quoted(columns.label()));
    if (!mayBeNumbers(type)) {
      throw new IllegalArgumentException(
          "Cannot use column '%s' of type %s as a label of task regression (must be numbers; name another column with --label-col)"
              .formatted(columns.label(), type.simpleString()));
    }
    Column text = trim(cell.cast("string"));
    Column numeric = text.rlike(NumberText.DECIMAL);
    Column value =
        type instanceof NumericType
            ? cell.cast("double")
            : when(numeric, when(numeric, text).cast("double"));
    Column usable = abs(value).leq((double) Float.MAX_VALUE).and(not(isnan(value)));
    Column empty = cell.isNull().or(text.equalTo(""));
    return new NumericLabel(
        when(not(empty), when(usable, value).otherwise(lit(Double.NaN))), cell.cast("string"));
  }

  private static boolean mayBeNumbers(DataType type) {
    return type instanceof NumericType
        || type instanceof StringType
        || type.equals(DataTypes.NullType);
  }

  private static Column names(Column cells) {
    Column trimmed = transform(cells, name -> trim(name));
    return array_distinct(filter(trimmed, name -> name.notEqual("")));
  }

  /** The set in the order of the classes, without names that are none of them. */
  static Column inOrder(Column set, List<String> classes) {
    return array_intersect(known(classes), set);
  }

  /** The names of a set that are none of the classes. */
  static Column unknown(Column set, List<String> classes) {
    return array_except(set, known(classes));
  }

  /** Whether all names are classes; null where the set is. */
  static Column isKnown(Column set, List<String> classes) {
    return when(set.isNotNull(), size(unknown(set, classes)).equalTo(0));
  }

  private static Column known(List<String> classes) {
    return array(classes.stream().map(name -> lit(name)).toArray(Column[]::new));
  }
}
