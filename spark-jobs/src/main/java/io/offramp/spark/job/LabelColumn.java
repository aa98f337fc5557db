// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.array_intersect;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.offramp.engine.encoder.Task;
import io.offramp.spark.ml.InputColumns;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * A label column as a task reads it: one name, or a set of names.
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

  /** Whether the column holds what a task calls the label of a row: one value, or a set. */
  static boolean isOf(Task task, StructType schema, TextColumns columns) {
    DataType type = schema.apply(columns.label()).dataType();
    if (task == Task.SINGLE_LABEL) {
      return !(type instanceof ArrayType);
    }
    return type instanceof ArrayType sets
        ? sets.elementType() instanceof AtomicType && !(sets.elementType() instanceof BinaryType)
        : type instanceof StringType && columns.labelSeparator().isPresent();
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
