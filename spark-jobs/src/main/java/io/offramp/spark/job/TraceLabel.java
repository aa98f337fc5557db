// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.offramp.engine.bundle.BundleManifest;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/**
 * A row's label as a trace has it.
 *
 * @param known the label's name, the names of a set as JSON, or the number as a float; null if
 *     there is none, or the model does not know it
 * @param problem that the model does not know it; else null
 */
record TraceLabel(Column known, Column problem) {
  private static final String NULL_TYPE = "string";

  /**
   * Of the label column, if the table has it.
   *
   * @throws IllegalArgumentException if it was named, and is not there or cannot be used
   */
  static TraceLabel of(StructType schema, TextColumns columns, BundleManifest manifest) {
    if (columns.labelIn(schema).isEmpty()) {
      Column none = lit(null).cast(NULL_TYPE);
      return new TraceLabel(none, none);
    }
    return switch (manifest.task()) {
      case SINGLE_LABEL -> ofOne(LabelColumn.one(schema, columns), manifest.labels());
      case MULTI_LABEL -> ofSet(LabelColumn.set(schema, columns), manifest.labels());
      case REGRESSION -> ofNumber(LabelColumn.number(schema, columns));
    };
  }

  private static TraceLabel ofOne(Column label, List<String> labels) {
    Column known = label.isin(labels.toArray());
    Column unknown = unknown(label, labels);
    return new TraceLabel(
        when(known, label), when(label.isNotNull().and(known.equalTo(false)), unknown));
  }

  private static TraceLabel ofNumber(LabelColumn.NumericLabel label) {
    return new TraceLabel(
        label.known().cast("float"),
        when(isnan(label.labelled()), concat(lit("label '"), label.text(), lit("' is no number"))));
  }

  private static TraceLabel ofSet(Column set, List<String> labels) {
    Column known = LabelColumn.isKnown(set, labels);
    Column names = array_join(LabelColumn.unknown(set, labels), "', '");
    return new TraceLabel(
        when(known, to_json(LabelColumn.inOrder(set, labels))),
        when(set.isNotNull().and(known.equalTo(false)), unknown(names, labels)));
  }

  private static Column unknown(Column names, List<String> labels) {
    return concat(
        lit("label '"), names, lit("' is unknown to the model (it knows " + labels + ")"));
  }
}
