// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Commands that run on Spark: what they print, where, and what they end with. */
@ExtendWith(SparkExtension.class)
final class CommandsTest {
  private final SparkSession spark;
  private final Path folder;
  private final Bundle bundle = TinyBundle.get();

  CommandsTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private String samples(int rows) {
    return Tables.text(folder.resolve("in.jsonl"), Tables.jsonl(TinyBundle.samples(rows, 31)));
  }

  private Cli score(String input, String... more) {
    String[] args = {
      "score", "--bundle", bundle.folder().toString(), "--input", input, "--output", at("out")
    };
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Cli.run(all);
  }

  private Cli calibrate(String... target) {
    String[] args = {"calibrate", "--traces", at("traces"), "--out", at("policy.json")};
    String[] all = Arrays.copyOf(args, args.length + target.length);
    System.arraycopy(target, 0, all, args.length, target.length);
    return Cli.run(all);
  }

  private void assertFailed(Cli run, String... messages) {
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("offramp: ").contains(messages);
    assertThat(run.err().lines()).noneMatch(line -> line.startsWith("\tat "));
    assertThat(run.err().lines()).hasSizeLessThanOrEqualTo(2);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  @Tag("smoke")
  void run_attachExits_printsATableAndWritesABundleAndAReport() {
    String data = samples(200);
    Cli run =
        Cli.run(
            "attach-exits",
            "--bundle",
            bundle.folder().toString(),
            "--data",
            data,
            "--exits",
            "2,3",
            "--targets",
            "last-exit",
            "--regularisation",
            "0.01",
            "--elastic-net",
            "0",
            "--json",
            at("report.json"),
            "--out",
            at("attached"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("3 labels, targets: last-exit");
    assertThat(run.out().lines().findFirst().orElseThrow())
        .matches("exit +layer +cost +rows +regularisation +dev accuracy +agreement +ECE before.*");
    assertThat(run.out())
        .contains("0.01, mix 0.0", "kept", "against the last exit's answers")
        .contains("bundle " + at("attached") + " (SHA-256 ", "report " + at("report.json"));
    assertThat(Bundle.open(folder.resolve("attached")).manifest().shape().exitLayers())
        .containsExactly(2, 3);
    assertThat(Tables.json(folder.resolve("report.json")).get("targets").asText())
        .isEqualTo("last-exit");
  }

  @Test
  @Tag("smoke")
  void run_traceCalibrateScore_printResultsAndEndWithZero() {
    String data = samples(300);
    Cli traced =
        Cli.run(
            "trace", "--bundle", bundle.folder().toString(), "--data", data, "--out", at("traces"));
    assertThat(traced.code()).as(traced.err()).isZero();
    assertThat(traced.out().strip())
        .isEqualTo(
            "traced 300 rows to %s: 300 labelled, 0 could not be run".formatted(at("traces")));
    Cli calibrated = calibrate("--max-accuracy-drop", "0.1", "--confidence", "0.9");
    assertThat(calibrated.code()).as(calibrated.err()).isZero();
    assertThat(calibrated.out())
        .contains("exit   cost  threshold    rows  accuracy  agreement", "expected cost 0.")
        .contains(
            ExitPolicyParser.read(folder.resolve("policy.json")).guarantee().statement(),
            "policy " + at("policy.json"));
    Cli scored = score(data, "--policy", at("policy.json"));
    assertThat(scored.code()).as(scored.err()).isZero();
    assertThat(scored.out())
        .contains("exit  rows   share", "300 rows to " + at("out"))
        .contains("300 scored, 0 with an error, 0 truncated", "mean cost 0.", "accuracy 0.")
        .contains("on 300 labelled rows", "rows/s over");
    assertThat(spark.sparkContext().isStopped()).as("a session that was running goes on").isFalse();
  }

  @Test
  void run_calibrateWithTooFewRows_endsWithThree() {
    Cli.run(
        "trace",
        "--bundle",
        bundle.folder().toString(),
        "--data",
        Tables.text(
            folder.resolve("few.jsonl"),
            Tables.jsonl(TinyBundle.samples(5, 1)) + "{\"text\":\"\"}\n"),
        "--out",
        at("traces"));
    Cli run = calibrate("--max-accuracy-drop", "0.01");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(
            "1 row of the traces could not be run and took no part",
            "offramp: no policy was certified. Cannot certify accuracy-drop at most 0.01",
            "Nothing was written to " + at("policy.json"));
    assertThat(folder.resolve("policy.json")).doesNotExist();
  }

  @Test
  void run_train_printsTheExitsAndTheBundle() {
    String data = samples(60);
    String[] small =
        "--layers 3 --exits 1,3 --width 16 --epochs 1 --vocab-size 120 --max-length 16 --threads 1"
            .split(" ", -1);
    String[] args = {"train", "--data", data, "--dev", data, "--out", at("bundle")};
    String[] all = Arrays.copyOf(args, args.length + small.length);
    System.arraycopy(small, 0, all, args.length, small.length);
    Cli run = Cli.run(all);
    assertThat(run.code()).as(run.err()).isZero();
    Bundle trained = Bundle.open(folder.resolve("bundle"));
    assertThat(trained.manifest().shape().exitLayers()).containsExactly(1, 3);
    assertThat(trained.manifest().shape().heads()).isEqualTo(1);
    assertThat(trained.manifest().shape().feedForwardWidth()).isEqualTo(64);
    assertThat(run.out())
        .contains("exit  layer  MFLOPs   cost  head  fitted  temperature  dev accuracy")
        .contains("bundle %s (SHA-256 %s): epoch 1 kept".formatted(at("bundle"), trained.sha256()));
    assertThat(run.err()).contains("60 rows, 60 dev rows (0 left out)", "epoch 1: loss");
  }

  @Test
  void run_trainInit_goesOnFromTheBundleWithItsSizes() {
    String data = samples(60);
    Cli run =
        Cli.run(
            "train",
            "--init",
            TinyBundle.get().folder().toString(),
            "--data",
            data,
            "--dev",
            data,
            "--out",
            at("bundle"),
            "--exits",
            "2,3",
            "--max-length",
            "20",
            "--epochs",
            "1",
            "--exit-weights",
            "1,3",
            "--distill",
            "0.5",
            "--checkpoint-dir",
            at("checkpoints"),
            "--checkpoint-minutes",
            "0",
            "--threads",
            "1");
    assertThat(run.code()).as(run.err()).isZero();
    BundleManifest manifest = Bundle.open(folder.resolve("bundle")).manifest();
    assertThat(manifest.shape().exitLayers()).containsExactly(2, 3);
    assertThat(manifest.shape().maxLength()).isEqualTo(20);
    assertThat(manifest.shape().vocabularySize())
        .isEqualTo(TinyBundle.get().manifest().shape().vocabularySize());
    assertThat(manifest.provenance().options())
        .containsEntry("learning-rate", "5.0E-5")
        .containsEntry("word-dropout", "0.1")
        .containsEntry("clip-norm", "1.0")
        .containsEntry("exit-weights", "1.0,3.0")
        .containsEntry("distill", "0.5")
        .containsEntry("tokenizer", "the first bundle's");
    assertThat(run.err()).contains("; of 2 exits 2 keep their classifiers");
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void run_missingBundleOrInput_failsWithAMessage() {
    assertFailed(
        Cli.run("score", "--bundle", at("none"), "--input", samples(1), "--output", at("out")),
        "Cannot open bundle " + at("none") + ": there is no such folder");
    assertFailed(score(at("none.csv")), "Cannot read " + at("none.csv") + ": there is no such");
  }

  @Test
  void run_policyThatIsNone_failsWithAMessage() {
    String policy = Tables.text(folder.resolve("p.json"), "{\"format\":");
    assertFailed(
        score(samples(1), "--policy", policy),
        "Cannot read policy " + policy + ": not whole, valid JSON");
  }

  @Test
  void run_truncatedPackedFile_namesIt() throws IOException {
    byte[] packed = Tables.gzipped(Tables.jsonl(TinyBundle.samples(200, 1)));
    Path input = folder.resolve("in.jsonl.gz");
    Files.write(input, Arrays.copyOf(packed, packed.length / 2));
    assertFailed(score(input.toString()), "in.jsonl.gz", "it is truncated or corrupt");
  }

  @Test
  void run_truncatedParquetFile_namesIt() throws IOException {
    String table = at("table.parquet");
    spark.range(1000).selectExpr("cast(id as string) as text").coalesce(1).write().parquet(table);
    Path part = Tables.parts(Path.of(table)).get(0);
    byte[] bytes = Files.readAllBytes(part);
    Path input = folder.resolve("cut.parquet");
    Files.write(input, Arrays.copyOf(bytes, bytes.length / 2));
    assertFailed(
        score(input.toString()), "cut.parquet", "it is no Parquet file, or only part of one");
  }

  @Test
  void run_dedupe_saysHowManyRowsItSpared() {
    String input =
        Tables.lines(
            folder.resolve("in.jsonl"),
            "{\"text\":\"apple\"}",
            "{\"text\":\"pear\"}",
            "{\"text\":\"apple\"}");
    Cli run = score(input, "--partitions", "1", "--dedupe");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("3 rows to", "1 of the scored rows was answered with another row");
    Cli without = score(input, "--partitions", "1", "--mode", "overwrite");
    assertThat(without.code()).as(without.err()).isZero();
    assertThat(without.out()).doesNotContain("another row");
  }

  @Test
  void run_malformedLine_isNoFailure() {
    String input = Tables.lines(folder.resolve("in.jsonl"), "{\"text\":\"apple\"}", "oops");
    Cli run = score(input, "--output-format", "jsonl", "--partitions", "2");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("2 rows to", "1 scored, 1 with an error");
    assertThat(Tables.jsonRows(folder.resolve("out"))).hasSize(2);
  }
}
