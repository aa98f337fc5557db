// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.run.PrecisionMode;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;

/**
 * A scoring job: JSON lines out, in float32, so that it is the same on every machine; everything
 * else as the command's defaults, until told otherwise.
 */
final class ScoreRun {
  private final String input;
  private final String output;
  private String bundle = TinyBundle.get().folder().toString();
  private Optional<String> policy = Optional.empty();
  private TableFormat outputFormat = TableFormat.JSONL;
  private TableWriter.Mode mode = TableWriter.Mode.ERROR;
  private TextColumns columns = TextColumns.DEFAULT;
  private String prefix = "";
  private int partitions;
  private PrecisionMode precision = PrecisionMode.FP32;
  private boolean dedupe;
  private LayoutRequest layout = LayoutRequest.DEFAULT;
  private BadRowRequest badRows = BadRowRequest.DEFAULT;

  ScoreRun(String input, Path output) {
    this(input, output.toString());
  }

  /** With an output that may be a catalog's table. */
  ScoreRun(String input, String output) {
    this.input = input;
    this.output = output;
  }

  ScoreRun bundle(Path folder) {
    bundle = folder.toString();
    return this;
  }

  /** Writes the policy beside the output and uses it. */
  ScoreRun policy(ExitPolicy value) {
    Path file = Path.of(output).resolveSibling("policy.json");
    ExitPolicyParser.write(value, file);
    return policy(file);
  }

  ScoreRun policy(Path file) {
    policy = Optional.of(file.toString());
    return this;
  }

  ScoreRun outputFormat(TableFormat format) {
    outputFormat = format;
    return this;
  }

  ScoreRun mode(TableWriter.Mode value) {
    mode = value;
    return this;
  }

  ScoreRun columns(TextColumns value) {
    columns = value;
    return this;
  }

  ScoreRun prefix(String value) {
    prefix = value;
    return this;
  }

  ScoreRun partitions(int value) {
    partitions = value;
    return this;
  }

  ScoreRun precision(PrecisionMode value) {
    precision = value;
    return this;
  }

  /** Scores identical texts once. */
  ScoreRun dedupe() {
    dedupe = true;
    return this;
  }

  ScoreRun layout(LayoutRequest value) {
    layout = value;
    return this;
  }

  ScoreRun badRows(BadRowRequest value) {
    badRows = value;
    return this;
  }

  ScoreRequest request() {
    return new ScoreRequest(
        bundle,
        policy,
        input,
        Optional.empty(),
        output,
        outputFormat,
        mode,
        columns,
        prefix,
        OptionalInt.of(8),
        partitions,
        precision,
        dedupe,
        layout,
        badRows);
  }

  ScoreSummary on(SparkSession spark) {
    return on(spark, ProgressSink.none());
  }

  ScoreSummary on(SparkSession spark, ProgressSink sink) {
    return ScoreJob.run(spark, request(), sink);
  }
}
