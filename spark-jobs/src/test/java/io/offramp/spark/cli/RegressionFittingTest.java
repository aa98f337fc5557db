// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static io.offramp.spark.cli.Cli.assertRefused;
import static io.offramp.spark.cli.Cli.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.WordPrices;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that an encoder, or exits upon one, are fitted to. */
@ExtendWith(SparkExtension.class)
final class RegressionFittingTest {

  private final Path folder;
  private final RegressionRun task = RegressionRun.get();

  RegressionFittingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void train_prices_areLearntInTheirUnit() throws IOException {
    assertThat(task.trained.err()).contains("labels of mean ", "dev R2 by exit");
    assertThat(done("inspect", task.bundle()).out())
        .contains("task: regression, a number a row; labels had mean ", "labels: 1: price")
        .contains("dev R2");
    JsonNode manifest = Tables.json(Path.of(task.bundle(), "manifest.json"));
    JsonNode scale = manifest.get("architecture").get("number-scale");
    assertThat(scale.get("center").doubleValue()).isBetween(350.0, 450.0);
    assertThat(manifest.get("exits").get(1).get("dev-r2").doubleValue()).isGreaterThan(0.6);
  }

  private void assertNotLearnt(String row, String message) {
    String rows = Tables.lines(folder.resolve("refused.jsonl"), row);
    assertRefused(
        message,
        "train",
        "--task=regression",
        "--data=" + rows,
        "--dev=" + rows,
        "--out=" + out("none"));
  }

  @Test
  void train_labelsThatCannotBeLearnt_areRefused() {
    assertNotLearnt(
        "{\"text\":\"a\",\"label\":2}",
        "every row that can be used has the label 2.0 (must differ)");
    assertNotLearnt(
        "{\"text\":\"a\",\"label\":[2]}",
        "Cannot use column 'label' of type array<bigint> as a label of task regression");
    assertNotLearnt(
        "{\"text\":\"a\",\"label\":\"b\"}",
        "of its 1 row none has both text and a label that is a number (column 'label' holds 'b', for one; name a column of numbers with --label-col, or train with --task single-label)");
    assertNotLearnt("{\"text\":\"a\",\"label\":null}", "of its 1 row none has both text and label");
  }

  @Test
  void attachExits_labels_fitsHeadsThatTellNumbers() throws IOException {
    JsonNode report =
        task.attach(
            folder,
            task.prices("attach.jsonl", 500, 6),
            RegressionRun.LABELS,
            "--exits=1,2",
            "--regularisation=0.0001,0.01");
    assertThat(report.get("task").textValue()).isEqualTo("regression");
    assertThat(report.get("exits").get(0).get("dev-r2").doubleValue()).isGreaterThan(0.5);
    assertThat(report.get("exits").get(0).get("temperature").doubleValue()).isEqualTo(1);
    assertSaysTheSameAtFullDepth();
  }

  @Test
  void attachExits_noLabels_fitsHeadsToTheLastExitsNumbers() throws IOException {
    StringBuilder unlabelled = new StringBuilder();
    WordPrices.samples(500, 7)
        .forEach(sample -> unlabelled.append("{\"text\":\"%s\"}%n".formatted(sample.text())));
    String texts = task.table("texts.jsonl", unlabelled.toString());
    JsonNode report = task.attach(folder, texts, "--exits=1,2", "--regularisation=0.0001");
    assertThat(report.get("targets").textValue()).isEqualTo("last-exit");
    assertThat(report.get("exits").get(0).get("r2-to-last").doubleValue()).isGreaterThan(0.8);
    assertSaysTheSameAtFullDepth();
  }

  /** The last exit stays as it is, though spreads are told as fractions of another scale. */
  private void assertSaysTheSameAtFullDepth() {
    task.assertSaysTheSameAtFullDepth(
        folder,
        (after, before) ->
            assertThat(after.<Double>getAs("prediction"))
                .isCloseTo(before.<Double>getAs("prediction"), within(0.02)));
  }
}
