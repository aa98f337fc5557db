// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.offramp.engine.checkpoint.Shown;
import io.offramp.engine.encoder.Task;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A table of rows to attach exits by.
 *
 * @param location where it is
 * @param data as it was read
 * @param rows the columns that matter, under names of our own: {@link #TEXT}, {@link #PAIR} and
 *     {@link #NAME}
 * @param task what a row's label is
 */
record AttachInput(String location, Dataset<Row> data, Dataset<Row> rows, Task task) {
  static final String TEXT = "text";
  static final String PAIR = "pair";

  /** The label as text, the names of a set of labels, or a number; null if there is none. */
  static final String NAME = "name";

  /**
   * The label's class; {@link #NO_CLASS} if it has none. Of a set the classes, or the number; null
   * if none.
   */
  static final String LABEL = "label";

  /** Whether a row chooses, or is fitted on. */
  static final String DEV = "dev";

  static final int NO_CLASS = -1;

  /** Where labels are to be numbers: what a cell holds that is none. */
  private static final String ODD = "odd";

  private static final int SPLIT = 1_000_000;
  private static final int MOST_LABELS = 10_000;

  /**
   * Reads a table.
   *
   * @param pairs whether rows have two texts
   * @param task what a row's label is
   * @param spared whether nothing has to be learnt from labels: where they are none of that task,
   *     it is as if there were none
   * @throws IllegalArgumentException if a column is missing, or labels are none of that task
   */
  static AttachInput read(
      SparkSession spark,
      String location,
      Optional<TableFormat> format,
      TextColumns columns,
      boolean pairs,
      Task task,
      boolean spared) {
    Dataset<Row> data = TableReader.read(spark, location, format);
    Dataset<Row> rows = MalformedRows.hideText(data, columns.text());
    InputColumns.text(rows.schema(), columns.text(), "--text-col");
    List<Column> kept = new ArrayList<>();
    kept.add(column(columns.text()).as(TEXT));
    if (pairs) {
      InputColumns.text(rows.schema(), columns.pair(), "--text-pair-col");
      kept.add(column(columns.pair()).as(PAIR));
    }
    kept.add(name(rows.schema(), columns, task, spared).as(NAME));
    if (task == Task.REGRESSION && !spared && !columns.labelIn(rows.schema()).isEmpty()) {
      kept.add(LabelColumn.number(rows.schema(), columns).odd().as(ODD));
    }
    return new AttachInput(location, data, rows.select(kept.toArray(new Column[0])), task);
  }

  private static Column name(StructType schema, TextColumns columns, Task task, boolean spared) {
    boolean none =
        columns.labelIn(schema).isEmpty() || (spared && !LabelColumn.isOf(task, schema, columns));
    return switch (task) {
      case SINGLE_LABEL -> none ? absent("string") : LabelColumn.one(schema, columns);
      case MULTI_LABEL -> none ? absent("array<string>") : LabelColumn.set(schema, columns);
      case REGRESSION -> none ? absent("double") : LabelColumn.number(schema, columns).known();
    };
  }

  private static Column absent(String type) {
    return lit(null).cast(type);
  }

  /**
   * The labels of rows that have text: by number if all are whole numbers, else by name; of numbers
   * one that stands for all.
   *
   * @throws IllegalArgumentException if they are too many to be labels
   */
  List<String> labels() {
    if (task == Task.REGRESSION) {
      Dataset<Row> numbers = rows.filter(col(TEXT).isNotNull().and(col(NAME).isNotNull()));
      if (!numbers.takeAsList(1).isEmpty()) {
        return List.of(NAME);
      }
      requireNoWords();
      return List.of();
    }
    Column each = task == Task.MULTI_LABEL ? explode(col(NAME)) : col(NAME);
    List<Row> found =
        rows.filter(col(TEXT).isNotNull().and(col(NAME).isNotNull()))
            .select(each.as(NAME))
            .distinct()
            .takeAsList(MOST_LABELS + 1);
    if (found.size() > MOST_LABELS) {
      throw new IllegalArgumentException(
          "Cannot fit exits to the labels of %s: they are more than %,d (name the column of the label with --label-col)"
              .formatted(location, MOST_LABELS));
    }
    List<String> names = found.stream().map(row -> row.getString(0)).toList();
    return LabelledTable.sorted(names);
  }

  /** Words where numbers are wanted are a mistake, not a table without labels. */
  private void requireNoWords() {
    if (!InputColumns.has(rows.schema(), ODD)) {
      return;
    }
    Dataset<Row> odd = rows.filter(col(TEXT).isNotNull().and(col(ODD).isNotNull())).select(ODD);
    for (Row one : odd.takeAsList(1)) {
      throw new IllegalArgumentException(
          "Cannot fit exits to the labels of %s: none is a number, one is '%s' (name another column with --label-col, or use --targets last-exit, which needs none)"
              .formatted(location, Shown.of(one.getString(0))));
    }
  }

  /**
   * Rows with {@link #LABEL} and {@link #DEV} instead of {@link #NAME}. Where exits are fitted to
   * labels, a row without one of these has no text any more: it is not run, and counts as refused.
   *
   * @param dev which rows choose; see {@link #share}
   */
  Dataset<Row> prepared(AttachPlan plan, Column dev) {
    Column label =
        switch (task) {
          case SINGLE_LABEL -> oneClass(plan.labels());
          case MULTI_LABEL -> classes(plan.labels());
          case REGRESSION -> col(NAME);
        };
    Dataset<Row> split = rows.withColumn(DEV, dev).withColumn(LABEL, label).drop(NAME, ODD);
    Column labelled =
        task == Task.SINGLE_LABEL ? col(LABEL).geq(NO_CLASS + 1) : col(LABEL).isNotNull();
    return plan.targets() == ExitTargets.LABELS
        ? split.withColumn(TEXT, when(labelled, col(TEXT)))
        : split;
  }

  private static Column oneClass(List<String> labels) {
    Column place = labels.isEmpty() ? lit(null).cast("int") : place(labels, col(NAME));
    return coalesce(place, lit(NO_CLASS));
  }

  /** Null where one of the names is none of the labels. */
  private static Column classes(List<String> labels) {
    Column known = LabelColumn.isKnown(col(NAME), labels);
    Column ordered = LabelColumn.inOrder(col(NAME), labels);
    return when(known, transform(ordered, name -> place(labels, name)));
  }

  private static Column place(List<String> labels, Column name) {
    Column[] names = labels.stream().map(label -> lit(label)).toArray(Column[]::new);
    return array_position(array(names), name).cast("int").minus(1);
  }

  /**
   * Some of the rows, by a hash of text and seed: the same ones however the table is split, and
   * equal texts together.
   */
  Column share(double share, long seed) {
    List<Column> hashed = new ArrayList<>(List.of(lit(seed), col(TEXT)));
    if (InputColumns.has(rows.schema(), PAIR)) {
      hashed.add(col(PAIR));
    }
    return pmod(xxhash64(hashed.toArray(new Column[0])), lit((long) SPLIT))
        .lt(Math.round(share * SPLIT));
  }

  private static Column column(String name) {
    return col(InputColumns.quoted(name));
  }
}
