// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import io.offramp.calibration.trace.Trace;
import io.offramp.spark.fixture.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Small traces on disk, and what was read of them in words. */
final class TraceFiles {
  private TraceFiles() {}

  /** CSV lines as a table of text in Spark. */
  static Dataset<Row> table(SparkSession spark, Path folder, String... lines) {
    return spark
        .read()
        .option("header", "true")
        .option("inferSchema", "true")
        .csv(Tables.lines(folder.resolve("source.csv"), lines));
  }

  /**
   * The rows of a trace, such as {@code b: a 0.5, b 0.75} for a row with label b and two exits;
   * {@code ?} is no label.
   */
  static List<String> rows(TraceTable table) {
    Trace trace = table.trace();
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < trace.rows(); row++) {
      List<String> exits = new ArrayList<>();
      for (int exit = 1; exit <= trace.exits(); exit++) {
        exits.add(
            table.classes().get(trace.prediction(row, exit))
                + " "
                + trace.maxProbability(row, exit));
      }
      String label =
          trace.label(row).isPresent() ? table.classes().get(trace.label(row).getAsInt()) : "?";
      rows.add(label + ": " + String.join(", ", exits));
    }
    return rows;
  }

  /** All keys. */
  static List<String> ids(TraceTable table) {
    RowIds ids = table.ids().orElseThrow();
    List<String> all = new ArrayList<>();
    for (int row = 0; row < ids.rows(); row++) {
      all.add(ids.get(row));
    }
    return all;
  }

  /** The names of all rows' slices of a column. */
  static List<String> slices(TraceTable table, int column) {
    Slices.SliceColumn slices = table.slices().orElseThrow().columns().get(column);
    List<String> all = new ArrayList<>();
    for (int row = 0; row < table.trace().rows(); row++) {
      all.add(slices.slices().get(slices.id(row)));
    }
    return all;
  }

  /** The costs of the exits. */
  static List<Double> costs(TraceTable table) {
    return Arrays.stream(table.trace().costs().toArray()).boxed().toList();
  }
}
