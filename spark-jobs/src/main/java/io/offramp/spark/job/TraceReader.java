// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.flatten;

import io.offramp.calibration.trace.Trace;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.ml.Traces;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableReader;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Brings traces from their folder into compact columns on the driver. */
final class TraceReader {
  private final TraceHeader header;
  private long skipped;

  TraceReader(TraceHeader header) {
    this.header = header;
  }

  /** Reads all rows that could be run; the others are counted. */
  Trace read(SparkSession spark, String traces) {
    Dataset<Row> table = TableReader.read(spark, traces, Optional.of(TableFormat.PARQUET));
    for (String column : List.of(TraceJob.LABEL, Traces.PROBABILITIES)) {
      InputColumns.requireColumn(table.schema(), column, "--traces");
    }
    Trace.Builder builder = Trace.builder(header.costs(), header.labels().size());
    Iterator<Row> rows =
        table.select(col(TraceJob.LABEL), flatten(col(Traces.PROBABILITIES))).toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      if (row.isNullAt(1)) {
        skipped++;
      } else {
        builder.add(label(row), probabilities(row.getList(1)));
      }
    }
    return builder.build();
  }

  long skipped() {
    return skipped;
  }

  private OptionalInt label(Row row) {
    if (row.isNullAt(0)) {
      return OptionalInt.empty();
    }
    int index = header.labels().indexOf(row.getString(0));
    if (index < 0) {
      throw new IllegalArgumentException(
          "Cannot use traces: label '%s' is not among %s (trace again)"
              .formatted(row.getString(0), header.labels()));
    }
    return OptionalInt.of(index);
  }

  private float[][] probabilities(List<Float> flat) {
    int exits = header.costs().exits();
    int classes = header.labels().size();
    if (flat.size() != exits * classes) {
      throw new IllegalArgumentException(
          "Cannot use traces: a row has %d probabilities (must be %d exits times %d labels; trace again)"
              .formatted(flat.size(), exits, classes));
    }
    float[][] probabilities = new float[exits][classes];
    for (int i = 0; i < flat.size(); i++) {
      probabilities[i / classes][i % classes] = flat.get(i);
    }
    return probabilities;
  }
}
