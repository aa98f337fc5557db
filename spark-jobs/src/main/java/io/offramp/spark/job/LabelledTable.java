// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.offramp.calibration.words.Counted;
import io.offramp.engine.checkpoint.Shown;
import io.offramp.engine.encoder.NumberScale;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.text.TextInput;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A labelled table on the driver, for training.
 *
 * @param texts of the rows that can be used
 * @param labels of the same rows, by their text form: one, or where several may apply any number;
 *     of a regression a number that is one
 * @param textPairs whether the table has a second text
 * @param skipped rows without text or label, and lines that could not be parsed
 */
record LabelledTable(
    List<TextInput> texts, List<List<String>> labels, boolean textPairs, long skipped) {

  static LabelledTable read(
      SparkSession spark,
      String location,
      Optional<TableFormat> format,
      TextColumns columns,
      Task task) {
    Dataset<Row> rows =
        MalformedRows.hideText(TableReader.read(spark, location, format), columns.text());
    InputColumns.text(rows.schema(), columns.text(), "--text-col");
    InputColumns.requireColumn(rows.schema(), columns.label(), "--label-col");
    boolean pairs = columns.pairIn(rows.schema()).isPresent();
    Dataset<Row> narrow =
        rows.select(
            col(InputColumns.quoted(columns.text())),
            pairs ? col(InputColumns.quoted(columns.pair())) : lit(""),
            labels(rows.schema(), columns, task),
            task == Task.REGRESSION ? LabelColumn.number(rows.schema(), columns).odd() : lit(""));
    List<TextInput> texts = new ArrayList<>();
    List<List<String>> labels = new ArrayList<>();
    long skipped = 0;
    String noNumber = null;
    for (Row row : narrow.collectAsList()) {
      if (isBlank(row, 0) || (pairs && isBlank(row, 1)) || row.isNullAt(2)) {
        skipped++;
        noNumber = noNumber == null && task == Task.REGRESSION ? row.getString(3) : noNumber;
      } else {
        texts.add(new TextInput(row.getString(0), pairs ? row.getString(1) : null));
        labels.add(List.copyOf(row.<String>getList(2)));
      }
    }
    if (texts.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot train on %s: of its %s none has both text and %s"
              .formatted(
                  location,
                  Counted.of(skipped, "row"),
                  noNumber == null ? "label" : numberWanted(columns.label(), noNumber)));
    }
    return new LabelledTable(texts, labels, pairs, skipped);
  }

  private static String numberWanted(String column, String value) {
    return "a label that is a number (column '%s' holds '%s', for one; name a column of numbers with --label-col, or train with --task single-label)"
        .formatted(column, Shown.of(value));
  }

  private static Column labels(StructType schema, TextColumns columns, Task task) {
    if (task == Task.MULTI_LABEL) {
      return LabelColumn.set(schema, columns);
    }
    Column label =
        task == Task.REGRESSION
            ? LabelColumn.number(schema, columns).known().cast("string")
            : LabelColumn.one(schema, columns);
    return when(label.isNotNull(), array(label));
  }

  /** The labels of a regression. */
  double[] numbers() {
    return labels.stream().mapToDouble(label -> Double.parseDouble(label.get(0))).toArray();
  }

  private static boolean isBlank(Row row, int column) {
    return row.isNullAt(column) || row.getString(column).isBlank();
  }

  /**
   * Where the labels of a regression lie.
   *
   * @param location what messages call the table
   * @throws IllegalArgumentException if all are the same, or too far from 0 to be told apart
   */
  NumberScale numberScale(String location) {
    double[] all = numbers();
    double mean = Arrays.stream(all).average().orElseThrow();
    double variance = Arrays.stream(all).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    if (!(variance > 0)) {
      throw new IllegalArgumentException(
          "Cannot train on %s: every row that can be used has the label %s (must differ)"
              .formatted(location, all[0]));
    }
    return new NumberScale(mean, Math.sqrt(variance)).requireTold(location);
  }

  /** The labels there are: by number if all are whole numbers, else by name. */
  List<String> labelNames() {
    return sorted(labels.stream().flatMap(List::stream).toList());
  }

  /** The different names: by number if all are whole numbers, else by name. */
  static List<String> sorted(Collection<String> labels) {
    TreeSet<String> names = new TreeSet<>(labels);
    boolean numeric = names.stream().allMatch(name -> name.matches("-?\\d{1,18}"));
    Comparator<String> order =
        numeric ? Comparator.comparingLong(Long::parseLong) : Comparator.naturalOrder();
    return names.stream().sorted(order.thenComparing(Comparator.naturalOrder())).toList();
  }
}
