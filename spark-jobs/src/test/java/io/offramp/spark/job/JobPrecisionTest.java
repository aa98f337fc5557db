// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.policy.MaxDisagreement;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.Agreement;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.engine.run.PrecisionMode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableWriter;
import io.offramp.spark.trace.TraceHeader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What jobs compute in: asked for, certified or chosen. */
@ExtendWith(SparkExtension.class)
final class JobPrecisionTest {
  private static final int ROWS = 600;

  private final SparkSession spark;
  private final Path folder;
  private final Path output;
  private final Bundle bundle = TinyBundle.get();
  private final Notes notes = new Notes();

  JobPrecisionTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.output = folder.resolve("out");
  }

  private static final class Notes implements ProgressSink {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void show(String line) {}

    @Override
    public void note(String line) {
      lines.add(line);
    }
  }

  private String input() {
    return Tables.text(folder.resolve("in.jsonl"), Tables.jsonl(TinyBundle.samples(ROWS, 7)));
  }

  private ScoreRun run(String input, PrecisionMode mode) {
    return new ScoreRun(input, output).precision(mode);
  }

  /** Skips where the processor cannot, as most that are older than 2020 cannot. */
  private void assumeBf16() {
    try {
      new ScoreRun(Tables.lines(folder.resolve("one.csv"), "text", "rain"), folder.resolve("one"))
          .precision(PrecisionMode.BF16)
          .on(spark);
    } catch (IllegalArgumentException e) {
      assumeTrue(false, e.getMessage());
    }
  }

  private ExitPolicy policy(String precision) {
    return TinyBundle.policy(bundle, Optional.of(precision), 0.92, 0.8);
  }

  private List<Row> rows() {
    return Tables.rows(spark, output, TableFormat.PARQUET);
  }

  @Test
  void score_bf16_computesInIt() {
    assumeBf16();
    String input = input();
    ScoreSummary summary =
        run(input, PrecisionMode.BF16)
            .policy(TinyBundle.policy(bundle, 0.92, 0.8))
            .outputFormat(TableFormat.PARQUET)
            .on(spark, notes);
    assertThat(summary.scored()).isEqualTo(ROWS);
    assertThat(summary.precision()).isEqualTo(PrecisionChoice.asked(Precision.BF16));
    assertThat(notes.lines).isEmpty();
    List<Row> half = rows();
    run(input, PrecisionMode.FP32)
        .policy(TinyBundle.policy(bundle, 0.92, 0.8))
        .outputFormat(TableFormat.PARQUET)
        .mode(TableWriter.Mode.OVERWRITE)
        .on(spark);
    List<Row> full = rows();
    int different = 0;
    for (int i = 0; i < ROWS; i++) {
      double confidence = full.get(i).<Double>getAs("confidence");
      different += half.get(i).<Double>getAs("confidence") != confidence ? 1 : 0;
    }
    assertThat(different).as("rows whose confidence is rounded otherwise").isPositive();
  }

  @Test
  @Tag("smoke")
  void score_auto_tellsAndRecordsWhatItChose() {
    ScoreSummary summary =
        run(input(), PrecisionMode.AUTO)
            .policy(TinyBundle.policy(bundle, 0.92, 0.8))
            .on(spark, notes);
    PrecisionChoice choice = summary.precision();
    assertThat(choice.precision()).isIn(Precision.BF16, Precision.FP32);
    assertThat(choice.agreement().rows()).isIn(0, 512);
    assertThat(notes.lines).containsExactly(choice.line());
    JsonNode json = Tables.json(output.resolve(ScoreSummary.FILE));
    assertThat(json.get("precision").asText()).isEqualTo(choice.precision().id());
    assertThat(json.get("precision-reason").asText()).isEqualTo(choice.reason());
    assertThat(json.get("precision-compared-rows").asInt()).isEqualTo(choice.agreement().rows());
    assertThat(json.get("precision-agreeing-rows").asInt()).isEqualTo(choice.agreement().same());
    if (choice.agreement().equals(Agreement.NONE)) {
      assertThat(json.get("precision-agreement").isNull()).isTrue();
    } else {
      assertThat(json.get("precision-agreement").asDouble())
          .isCloseTo(choice.agreement().same() / 512.0, within(1e-12));
    }
  }

  @Test
  void score_autoWhereBf16Runs_comparesIt() {
    assumeBf16();
    ScoreSummary summary = run(input(), PrecisionMode.AUTO).on(spark);
    assertThat(summary.precision().agreement().rows()).isEqualTo(512);
    assertThat(summary.precision()).isEqualTo(PrecisionChoice.by(summary.precision().agreement()));
  }

  @Test
  void score_autoWithAPolicyCertifiedInFp32_takesThat() {
    ScoreSummary summary = run(input(), PrecisionMode.AUTO).policy(policy("fp32")).on(spark, notes);
    assertThat(summary.precision()).isEqualTo(PrecisionChoice.certified(Precision.FP32));
    assertThat(notes.lines).containsExactly("precision fp32: the policy was certified in it");
  }

  @Test
  void score_autoWithAPolicyCertifiedInBf16_takesThat() {
    assumeBf16();
    ScoreSummary summary = run(input(), PrecisionMode.AUTO).policy(policy("bf16")).on(spark, notes);
    assertThat(summary.precision()).isEqualTo(PrecisionChoice.certified(Precision.BF16));
    assertThat(notes.lines).containsExactly("precision bf16: the policy was certified in it");
  }

  @Test
  void score_autoWithAPolicyOfAPrecisionThatIsNotToBeHad_choosesAndWarns() {
    ScoreSummary summary = run(input(), PrecisionMode.AUTO).policy(policy("fp16")).on(spark, notes);
    String used = summary.precision().precision().id();
    assertThat(notes.lines)
        .containsExactly(
            summary.precision().line(),
            "warning: the policy's guarantee is about the model in fp16, and rows are scored in %s (trace and calibrate in %s to have one about it)"
                .formatted(used, used));
  }

  @Test
  void score_otherPrecisionThanThePolicys_warnsOnce() {
    run(input(), PrecisionMode.FP32).policy(policy("bf16")).on(spark, notes);
    assertThat(notes.lines)
        .containsExactly(
            "warning: the policy's guarantee is about the model in bf16, and rows are scored in fp32 (trace and calibrate in fp32 to have one about it)");
  }

  @Test
  void score_thePolicysPrecision_warnsOfNothing() {
    run(input(), PrecisionMode.FP32).policy(policy("fp32")).on(spark, notes);
    assertThat(notes.lines).isEmpty();
  }

  @Test
  void scoreAndTrace_fp16OnACpu_areRefusedBeforeOutputIsTouched() {
    String input = input();
    String kept = Tables.text(output.resolve("kept"), "of an earlier run");
    String refusal = "Cannot compute in fp16 on a CPU (must be a GPU; use bf16 or fp32)";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(input, PrecisionMode.FP16).mode(TableWriter.Mode.OVERWRITE).on(spark))
        .withMessage(refusal);
    assertThat(Path.of(kept)).exists();
    Path traces = folder.resolve("traces");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trace(input, traces, PrecisionMode.FP16))
        .withMessage(refusal);
    assertThat(traces).doesNotExist();
  }

  @Test
  void score_autoOfNoTexts_works() {
    String nulls = Tables.lines(folder.resolve("n.jsonl"), "{\"text\":null}", "{\"text\":\" \"}");
    ScoreSummary summary = run(nulls, PrecisionMode.AUTO).on(spark, notes);
    assertThat(summary.rows()).isEqualTo(2);
    assertThat(summary.scored()).isZero();
    assertThat(summary.precision().precision()).isEqualTo(Precision.FP32);
    assertThat(summary.precision().agreement()).isEqualTo(Agreement.NONE);
    assertThat(notes.lines).containsExactly(summary.precision().line());
  }

  private TraceHeader trace(String data, Path out, PrecisionMode mode) {
    return TraceJob.run(spark, Requests.trace(bundle, data, out, TextColumns.DEFAULT, mode), notes);
  }

  @Test
  void trace_auto_recordsItsChoiceAndThePolicyDoesToo() {
    Path traces = folder.resolve("traces");
    TraceHeader header = trace(input(), traces, PrecisionMode.AUTO);
    PrecisionChoice choice = header.precision().orElseThrow();
    assertThat(notes.lines).containsExactly(choice.line());
    assertThat(TraceHeader.fromJson(Tables.read(traces.resolve(TraceHeader.FILE)), "it"))
        .isEqualTo(header);
    Path policy = folder.resolve("policy.json");
    CalibrateJob.run(spark, Requests.calibrate(traces, new MaxDisagreement(0.3), policy));
    assertThat(ExitPolicyParser.read(policy).provenance().precision())
        .hasValue(choice.precision().id());
  }

  @Test
  void calibrate_tracesThatDoNotSayTheirPrecision_makesAPolicyThatDoesNot() {
    Path traces = folder.resolve("traces");
    trace(input(), traces, PrecisionMode.FP32);
    Path header = traces.resolve(TraceHeader.FILE);
    String json = Tables.read(header);
    assertThat(json).contains("\"precision\" : \"fp32\"");
    assertThat(TraceHeader.fromJson(json, "it").precision()).isPresent();
    String old = json.replaceAll("(?s),\\s*\"precision.*\\}", "}");
    assertThat(TraceHeader.fromJson(old, "it").precision()).isEmpty();
    Tables.text(header, old);
    header.resolveSibling("." + TraceHeader.FILE + ".crc").toFile().delete(); // Hadoop's checksum
    Path policy = folder.resolve("policy.json");
    CalibrateJob.run(spark, Requests.calibrate(traces, new MaxDisagreement(0.3), policy));
    assertThat(ExitPolicyParser.read(policy).provenance().precision()).isEmpty();
  }

  @Test
  void stage_auto_scoresEveryRow() {
    EarlyExitClassificationModel stage =
        new EarlyExitClassificationModel()
            .setBundle(bundle.folder().toString())
            .setPolicy(TinyBundle.policy(bundle, 0.92, 0.8))
            .setPrecision("auto");
    Dataset<Row> input = spark.read().json(input());
    List<Row> rows = stage.transform(input).collectAsList();
    assertThat(stage.transform(input.filter("false")).collectAsList()).isEmpty();
    assertThat(rows)
        .hasSize(ROWS)
        .allSatisfy(row -> assertThat(row.<String>getAs("error")).isNull());
  }
}
