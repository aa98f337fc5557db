// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.spark.ml.Bundles;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.ml.PrecisionChooser;
import io.offramp.spark.ml.Traces;
import io.offramp.spark.table.OutputPlace;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableReader;
import io.offramp.spark.table.TableWriter;
import io.offramp.spark.trace.TraceHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Writes what every exit says of every row: Parquet with {@code id} (where the data have one),
 * {@code label} (name; null if there is none or the model does not know it), {@code probabilities},
 * {@code truncated} and {@code error}, and the columns that name slices. A set of labels is written
 * as a JSON array of names in the order of the model's labels.
 */
public final class TraceJob {
  static final String LABEL = "label";
  private static final String ID = "id";
  private static final String SLICE = "_offramp_slice_";

  private TraceJob() {}

  /**
   * Traces and writes the table and its header.
   *
   * @throws RuntimeException with a message for the user if an input cannot be used
   */
  public static TraceHeader run(SparkSession spark, TraceRequest request, ProgressSink sink) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    OutputPlace.requireWritable(request.out(), request.mode(), hadoop);
    OutputPlace.requireApart(request.out(), request.data(), hadoop);
    Bundle bundle = Bundles.openTrained(request.bundle());
    request.columns().requireUsed(request.bundle(), bundle.manifest().textPairs());
    Dataset<Row> data = TableReader.read(spark, request.data(), request.dataFormat());
    int partitions = TaskCount.of(data, request.partitions());
    Dataset<Row> narrow = narrow(data, request, bundle);
    PrecisionChooser chooser = new PrecisionChooser(bundle, request.precision());
    chooser.requireAsked(narrow);
    PrecisionChoice precision = chooser.forTraces(narrow, "text", "pair");
    PrecisionNotes.tell(request.precision(), precision, sink);
    Dataset<Row> traced =
        Traces.of(
            ReadingStage.spread(narrow, partitions),
            bundle,
            precision.precision(),
            "text",
            "pair",
            request.batchSize().orElse(0));
    Column run = col(Traces.PROBABILITIES).isNotNull();
    RowCounts counts =
        new RowCounts("offramp-trace")
            .count("rows", lit(true))
            .count("labelled", run.and(col(LABEL).isNotNull()))
            .count("failed", run.equalTo(false));
    Dataset<Row> counted =
        counts.of(
            named(
                traced
                    .drop("text", "pair")
                    .withColumn(Traces.ERROR, coalesce(col("problem"), col(Traces.ERROR)))
                    .drop("problem"),
                request.slices()));
    RowProgress.during(
        spark,
        sink,
        "tracing",
        InputSize.of(data),
        () -> TableWriter.write(counted, request.out(), TableFormat.PARQUET, request.mode()));
    TraceHeader header = header(request, bundle, counts, precision);
    TableWriter.writeBeside(request.out(), TraceHeader.FILE, header.toJson(), hadoop);
    return header;
  }

  /**
   * The columns that matter, under names of our own; {@code problem} is what the data got wrong.
   */
  private static Dataset<Row> narrow(Dataset<Row> data, TraceRequest request, Bundle bundle) {
    TextColumns columns = request.columns();
    Dataset<Row> rows = MalformedRows.hideText(data, columns.text());
    InputColumns.text(rows.schema(), columns.text(), "--text-col");
    List<Column> kept = new ArrayList<>();
    columns.idIn(rows.schema()).ifPresent(id -> kept.add(column(id).as(ID)));
    TraceLabel label = TraceLabel.of(rows.schema(), columns, bundle.manifest());
    Column malformed = lit(null).cast("string");
    if (TableReader.mayBeMalformed(rows)) {
      malformed =
          when(
              col(TableReader.MALFORMED).isNotNull(),
              concat(lit("malformed line: "), col(TableReader.MALFORMED)));
    }
    kept.add(column(columns.text()).as("text"));
    if (bundle.manifest().textPairs()) {
      InputColumns.text(rows.schema(), columns.pair(), "--text-pair-col");
      kept.add(column(columns.pair()).as("pair"));
    }
    kept.add(label.known().as(LABEL));
    kept.add(coalesce(malformed, label.problem()).as("problem"));
    for (int i = 0; i < request.slices().size(); i++) {
      String slice = request.slices().get(i);
      InputColumns.requirePlain(rows.schema(), slice, "--slice-col"); // as those who read it do
      kept.add(column(slice).as(SLICE + i)); // a table may call it as we call texts
    }
    return rows.select(kept.toArray(new Column[0]));
  }

  /** Gives slices the names that the table has for them, behind all others. */
  private static Dataset<Row> named(Dataset<Row> rows, List<String> slices) {
    List<Column> all = new ArrayList<>();
    for (String name : rows.columns()) {
      if (!name.startsWith(SLICE)) {
        all.add(column(name));
      }
    }
    for (int i = 0; i < slices.size(); i++) {
      all.add(column(SLICE + i).as(slices.get(i)));
    }
    return rows.select(all.toArray(new Column[0]));
  }

  private static TraceHeader header(
      TraceRequest request, Bundle bundle, RowCounts counts, PrecisionChoice precision) {
    return new TraceHeader(
        bundle.sha256(),
        bundle.manifest().labels(),
        bundle.manifest().costs(),
        request.data(),
        counts.whole("rows"),
        counts.whole("labelled"),
        counts.whole("failed"),
        Optional.of(precision),
        bundle.manifest().task());
  }

  private static Column column(String name) {
    return col(InputColumns.quoted(name));
  }
}
