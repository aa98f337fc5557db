// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.offramp.calibration.json.JsonFiles;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.table.TableReader;
import io.offramp.spark.trace.ClassName;
import io.offramp.spark.trace.LabelClasses;
import io.offramp.spark.trace.StrayLabels;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * The rows that need a label, as a CSV file of {@code id,label}; and any table with these columns.
 */
final class LabelFile {
  static final String ID = "id";
  static final String LABEL = "label";

  private LabelFile() {}

  /** Writes ids with empty labels, in one step, to a file that is not there. */
  static void write(Path file, List<String> ids) {
    StringBuilder csv = new StringBuilder(ID + "," + LABEL + "\n");
    ids.forEach(id -> csv.append(quoted(id)).append(",\n"));
    OutputFile.requireNew("--to-label", "rows to label", file.toString()); // it may have come since
    JsonFiles.replace(file, "rows to label", csv.toString());
  }

  private static String quoted(String id) {
    boolean plain = id.chars().allMatch(c -> c > ' ' && c != ',' && c != '"');
    return plain ? id : "\"" + id.replace("\"", "\"\"") + "\"";
  }

  /** No labels, of no rows. */
  static RowLabels none(String path, LabelClasses classes) {
    return new RowLabels(Map.of(), new StrayLabels.Counter(path, classes).labels(), path);
  }

  /**
   * Reads labels; rows without one are as if they were not there.
   *
   * @param classes of the traces; a label that is none of them is one that the model does not know
   * @throws IllegalArgumentException if a column is missing, a line is malformed, an id has two
   *     different labels or half of the labels or more are no class
   */
  static RowLabels read(SparkSession spark, String path, LabelClasses classes) {
    Dataset<Row> table = TableReader.read(spark, path, Optional.empty());
    for (String column : List.of(ID, LABEL)) {
      if (!InputColumns.has(table.schema(), column)) {
        throw new IllegalArgumentException(
            "Cannot use labels %s: it has no column '%s' but %s (must have the columns %s and %s, as --to-label writes them)"
                .formatted(path, column, InputColumns.shown(table.schema()), ID, LABEL));
      }
    }
    boolean mayBeMalformed = TableReader.mayBeMalformed(table);
    Column malformed =
        mayBeMalformed ? col(TableReader.MALFORMED) : lit(null).cast(DataTypes.StringType);
    Map<String, Integer> labels = new HashMap<>();
    Map<String, Integer> others = new HashMap<>(); // which no exit says
    StrayLabels.Counter strays = new StrayLabels.Counter(path, classes);
    Iterator<Row> rows = table.select(col(ID), col(LABEL), malformed).toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      if (!row.isNullAt(2)) {
        throw new IllegalArgumentException(
            "Cannot use labels %s: malformed line '%s' (must be id and label)"
                .formatted(path, row.getString(2)));
      }
      if (row.isNullAt(0) || ClassName.isMissing(row.get(1))) {
        continue;
      }
      String id = row.get(0).toString();
      String name = ClassName.of(row.get(1));
      OptionalInt known = classes.find(row.get(1));
      int label =
          known.orElseGet(
              () -> others.computeIfAbsent(name, key -> classes.count() + others.size()));
      strays.add(name, classes.isPossible(row.get(1)));
      Integer before = labels.put(id, label);
      if (before != null && before != label) {
        throw new IllegalArgumentException(
            "Cannot use labels %s: id %s has two labels, one of them '%s' (must be one)"
                .formatted(path, id, name));
      }
    }
    strays.labels().requireFew();
    return new RowLabels(Map.copyOf(labels), strays.labels(), path);
  }
}
