// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.TableException;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs, bundles, policies and outputs that cannot be used. */
@ExtendWith(SparkExtension.class)
final class ScoreRefusalsTest {
  private static final int ROWS = 90;

  private final SparkSession spark;
  private final Path folder;
  private final Path output;
  private final Bundle bundle = TinyBundle.get();
  private final List<TinyBundle.Sample> samples = TinyBundle.samples(ROWS, 11);

  ScoreRefusalsTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.output = folder.resolve("out");
  }

  private String input() {
    return Tables.text(folder.resolve("in.jsonl"), Tables.jsonl(samples));
  }

  @Test
  void run_emptyFile_isRefused() {
    String input = Tables.text(folder.resolve("in.jsonl"), "");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> new ScoreRun(input, output).on(spark))
        .withMessage("Cannot use %s: it holds no rows".formatted(input));
    assertThat(output).doesNotExist();
  }

  @Test
  void run_truncatedPackedFile_failsAndWritesNothing() throws IOException {
    byte[] packed = Tables.gzipped(Tables.jsonl(samples));
    Path input = folder.resolve("in.jsonl.gz");
    Files.write(input, Arrays.copyOf(packed, packed.length / 2));
    assertThatException()
        .isThrownBy(() -> new ScoreRun(input.toString(), output).on(spark))
        .havingRootCause()
        .isInstanceOf(EOFException.class);
    assertThat(output).doesNotExist();
  }

  @Test
  void run_spoiltBundle_isRefusedNamingTheFile() throws IOException {
    Path spoilt = TinyBundle.copyTo(folder.resolve("bundle"));
    byte[] model = Files.readAllBytes(spoilt.resolve("model.pt"));
    model[model.length / 2] ^= 1;
    Files.write(spoilt.resolve("model.pt"), model);
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> new ScoreRun(input(), output).bundle(spoilt).on(spark))
        .withMessageContaining("Cannot open bundle " + spoilt + ": file model.pt was changed")
        .withMessageContaining("copy the bundle again");
    assertThat(output).doesNotExist();
  }

  @Test
  void run_secondTexts_mustBeThereIfTheModelTakesThemAndOnlyThen() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ScoreRun(input(), output).bundle(TinyBundle.pairs().folder()).on(spark))
        .withMessageContaining("Cannot find column 'text_pair'")
        .withMessageContaining("name the right one with --text-pair-col");
    TextColumns named = new TextColumns("text", "label", "label", "id");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScoreRun(input(), output).columns(named).on(spark))
        .withMessageContaining("Cannot use --text-pair-col label with bundle")
        .withMessageContaining("it takes one text a row");
    assertThat(output).doesNotExist();
  }

  @Test
  void run_policyOfAnotherBundle_isRefusedNamingBoth() {
    ScoreRun run =
        new ScoreRun(input(), output).policy(TinyBundle.policy(TinyBundle.other(), 0.9, 0.9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run.on(spark))
        .withMessageContaining("it was certified for bundle " + TinyBundle.other().sha256())
        .withMessageContaining("this one is " + bundle.sha256());
    assertThat(output).doesNotExist();
  }

  @Test
  void run_outputExists_isRefusedUnlessOverwritten() {
    String old = Tables.text(output.resolve("part-old.json"), "old");
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> new ScoreRun(input(), output).on(spark))
        .withMessage(
            "Cannot write %s: it exists (name another --output, or say --mode overwrite)"
                .formatted(output));
    assertThat(Path.of(old)).hasContent("old");
    new ScoreRun(input(), output).mode(TableWriter.Mode.OVERWRITE).on(spark);
    assertThat(Path.of(old)).doesNotExist();
    assertThat(Tables.jsonRows(output)).hasSize(ROWS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"table.jsonl", "table.jsonl/part-*", "table.jsonl/"})
  void run_overwritingItsOwnInput_isRefused(String place) {
    String table = folder.resolve("table.jsonl").toString();
    TableWriter.write(spark.read().json(input()), table, TableFormat.JSONL, TableWriter.Mode.ERROR);
    ScoreRun run =
        new ScoreRun(folder + "/" + place, Path.of(table)).mode(TableWriter.Mode.OVERWRITE);
    assertThatExceptionOfType(TableException.class)
        .isThrownBy(() -> run.on(spark))
        .withMessage(
            "Cannot write %s: it holds the input %s/%s, which it would replace or mix with (name another --output)"
                .formatted(table, folder, place));
    assertThat(Tables.jsonRows(Path.of(table))).hasSize(ROWS);
  }
}
