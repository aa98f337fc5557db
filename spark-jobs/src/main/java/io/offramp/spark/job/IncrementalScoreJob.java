// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.spark.stream.AvailableBatches;
import io.offramp.spark.stream.AvailableFiles;
import io.offramp.spark.stream.BatchLedger;
import io.offramp.spark.stream.Checkpoint;
import io.offramp.spark.table.FileBatch;
import io.offramp.spark.table.FolderLock;
import io.offramp.spark.table.InputTable;
import io.offramp.spark.table.LakeBatches;
import io.offramp.spark.table.OutputTable;
import io.offramp.spark.table.StagedTable;
import io.offramp.spark.table.TableReader;
import io.offramp.spark.table.TableWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Scores what came since the last run, each file or Delta version exactly once, however often and
 * whenever the process is killed: a checkpoint remembers what belongs to which batch, and the
 * output's ledger which batches it holds.
 */
public final class IncrementalScoreJob {
  private static final String COLUMNS = "columns.json";

  private final SparkSession spark;
  private final ScoreRequest request;
  private final IncrementalRequest incremental;
  private final ProgressSink sink;
  private final Configuration hadoop;
  private final BatchLedger ledger;
  private final ScoreModel model;
  private final TableScoring scoring;
  private final List<ScoreSummary> done = new ArrayList<>();
  private Optional<FolderLock> tableLock = Optional.empty();
  private Optional<PrecisionChoice> precision = Optional.empty();
  private long files;

  private IncrementalScoreJob(
      SparkSession spark, ScoreRequest request, IncrementalRequest incremental, ProgressSink sink) {
    this.spark = spark;
    this.request = request;
    this.incremental = incremental;
    this.sink = sink;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.ledger = IncrementalPlace.ledger(spark, request, incremental.checkpoint());
    this.model = new ScoreModel(request);
    this.scoring = new TableScoring(spark, request, model, sink);
  }

  /**
   * Scores what is new, adds it to the output, and brings its {@code _summary.json}, which is about
   * all batches, up to date.
   *
   * @throws RuntimeException with a message for the user if an input cannot be used; the batches
   *     before it are in place, and the next run begins with the one that failed
   * @throws TooManyBadRowsException if a batch has more than borne; likewise
   */
  public static IncrementalReport run(
      SparkSession spark, ScoreRequest request, IncrementalRequest incremental, ProgressSink sink) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    String checkpoint = incremental.checkpoint();
    Runnable check =
        () ->
            IncrementalPlace.require(
                spark, request, checkpoint, IncrementalPlace.ledger(spark, request, checkpoint));
    check.run();
    FolderLock lock = FolderLock.of(checkpoint, hadoop);
    try {
      check.run(); // again, now that no other run can change what it looks at
      IncrementalScoreJob job = new IncrementalScoreJob(spark, request, incremental, sink);
      try {
        return job.run();
      } finally {
        job.tableLock.ifPresent(FolderLock::close);
      }
    } finally {
      lock.close();
    }
  }

  private IncrementalReport run() {
    requireSameOwner();
    if (TableReader.isDelta(spark, request.input(), request.inputFormat())) {
      AvailableBatches.run(
          spark.readStream().format("delta").load(request.input()),
          incremental.checkpoint(),
          (batch, rows) ->
              score(batch, columns -> new InputTable(rows, List.of(), List.of(), List.of())));
    } else {
      FileBatch reader =
          new FileBatch(
              spark, request.input(), request.inputFormat(), request.badRows().corruptFiles());
      new AvailableFiles(spark, request.input(), incremental.maxFilesPerBatch())
          .run(
              incremental.checkpoint(),
              (batch, paths) -> {
                files += paths.size();
                reader.naming(paths, () -> score(batch, columns -> reader.read(paths, columns)));
              });
    }
    List<String> summaries = ledger.summaries();
    if (!summaries.isEmpty()) {
      String json = SummaryTotals.of(summaries, incremental.checkpoint());
      if (!LakeBatches.isNamed(request.output())) {
        TableWriter.writeBeside(request.output(), ScoreSummary.FILE, json, hadoop);
      }
      request.layout().summary().ifPresent(file -> OutputFile.write("summary", file, json));
    }
    return new IncrementalReport(done, files, SummaryTotals.rows(summaries));
  }

  private void score(long batch, Function<Optional<StructType>, InputTable> reading) {
    if (tableLock.isEmpty()) {
      tableLock = Optional.of(ledger.lock()); // not before there is something to write into it
    }
    requireSameOwner();
    if (ledger.holds(batch)) {
      return; // the process was killed before the checkpoint knew
    }
    long start = System.nanoTime();
    if (ledger.note(TableOwner.NOTE).isEmpty()) {
      ledger.note(TableOwner.NOTE, owner().toJson());
    }
    try {
      write(batch, reading, start);
    } catch (Throwable failure) { // Spark's are checked exceptions that nobody declares
      ledger.abandon(batch, failure);
      throw failure;
    }
  }

  private void write(long batch, Function<Optional<StructType>, InputTable> reading, long start) {
    Path staging = ledger.startStaging(batch);
    Optional<StructType> columns =
        ledger.note(COLUMNS).map(json -> (StructType) DataType.fromJson(json));
    InputTable input = reading.apply(columns);
    scoring.tell(input);
    if (input.rows().columns().length == 0 || input.rows().isEmpty()) {
      ledger.commit(batch, withoutRows(input), Map.of());
      return;
    }
    StructType schema = model.schema(input.rows());
    if (columns.isEmpty()) {
      ledger.note(COLUMNS, MalformedRows.withoutLine(input.rows().schema()).json());
    }
    OutputTable output = scoring.output(input, schema);
    if (columns.isEmpty() && !output.partitionColumns().isEmpty()) {
      ledger.note(IncrementalPlace.PARTITIONS, String.join("\n", output.partitionColumns()));
    }
    boolean lake = LakeBatches.isLake(request.output(), request.outputFormat());
    if (lake) {
      IncrementalPlace.lake(spark, request, incremental.checkpoint()).prepare(schema);
    }
    if (precision.isEmpty()) {
      precision = Optional.of(model.choosePrecision(input.rows(), sink));
    }
    Optional<String> quarantine = request.badRows().quarantine();
    try (StagedTable staged =
        StagedTable.in(staging, spark, output, schema, quarantine.isPresent())) {
      ScoreSummary summary = scoring.write(input, output, staged, precision.get(), start);
      scoring.requireFew(summary, "the next run tries the same rows again");
      Map<Path, Path> tables = new LinkedHashMap<>();
      quarantine.ifPresent(folder -> tables.put(staged.place(true), new Path(folder)));
      if (lake) {
        Path rows = staged.place(false);
        ledger.commit(batch, summary.toJson(request), tables, Optional.of(rows));
      } else {
        tables.put(staged.place(false), new Path(request.output()));
        ledger.commit(batch, summary.toJson(request), tables);
      }
      done.add(summary);
    }
  }

  private TableOwner owner() {
    String stream =
        new Checkpoint(incremental.checkpoint(), hadoop)
            .id()
            .orElseThrow(() -> new IllegalStateException("a stream without an identity"));
    return TableOwner.of(stream, request, model);
  }

  private void requireSameOwner() {
    ledger.note(TableOwner.NOTE).ifPresent(owner -> owner().requireSame(owner, request.output()));
  }

  private static String withoutRows(InputTable input) {
    ObjectNode root = Json.object();
    root.put("format", "offramp-summary").put("format-version", 1).put("rows", 0);
    ArrayNode skipped = root.putArray("skipped-files");
    input
        .skipped()
        .forEach(
            file -> skipped.addObject().put("file", file.file()).put("problem", file.problem()));
    return Json.pretty(root);
  }
}
