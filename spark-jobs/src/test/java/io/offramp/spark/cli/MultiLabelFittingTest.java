// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static io.offramp.spark.cli.Cli.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.WordLabels;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sets of labels that an encoder, or exits upon one, are fitted to. */
@ExtendWith(SparkExtension.class)
final class MultiLabelFittingTest {

  private final Path folder;
  private final MultiLabelRun task = MultiLabelRun.get();

  MultiLabelFittingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void train_labelsOfAnotherShape_areRefused() {
    String one = Tables.lines(folder.resolve("one.jsonl"), "{\"text\":\"a\",\"label\":\"x\"}");
    assertRefused(
        "Cannot read sets of labels from column 'label' of type string",
        "train",
        "--task=multi-label",
        "--data=" + one,
        "--dev=" + one,
        "--out=" + out("none"));
    assertRefused(
        "Cannot use column 'label' of type array<string> as the label of a row (must be one value; sets of labels need --task multi-label",
        "train",
        "--data=" + task.corpus(),
        "--dev=" + task.corpus(),
        "--out=" + out("none"));
    assertRefused(
        "Cannot do task 'ranking' (must be one of [single-label, multi-label, regression])",
        "train",
        "--task=ranking",
        "--data=" + task.corpus(),
        "--dev=" + task.corpus(),
        "--out=" + out("none"));
    String none = Tables.lines(folder.resolve("none.jsonl"), "{\"text\":\"a\",\"label\":[\" \"]}");
    assertRefused(
        "no label applies to any of its rows",
        "train",
        "--task=multi-label",
        "--data=" + none,
        "--dev=" + none,
        "--out=" + out("none"));
  }

  @Test
  void attachExits_labels_fitsHeadsThatTellSets() throws IOException {
    String data = task.sets("attach.jsonl", 400, 6);
    JsonNode report = task.attach(folder, data, "--exits=1,3", "--regularisation=0.0001");
    assertThat(report.get("task").textValue()).isEqualTo("multi-label");
    assertThat(report.get("exits").get(0).get("dev-accuracy").doubleValue()).isGreaterThan(0.8);
    assertThat(report.get("exits").get(0).get("temperature").doubleValue()).isPositive();
    assertThat(report.get("exits").get(0).has("calibration-error")).isFalse();
    assertSaysTheSameAtFullDepth();
  }

  @Test
  void attachExits_noLabels_fitsHeadsToTheLastExitsSets() throws IOException {
    StringBuilder unlabelled = new StringBuilder();
    WordLabels.samples(400, 7)
        .forEach(sample -> unlabelled.append("{\"text\":\"%s\"}%n".formatted(sample.text())));
    String texts = task.table("texts.jsonl", unlabelled.toString());
    JsonNode report = task.attach(folder, texts, "--exits=1,3", "--regularisation=0.0001");
    assertThat(report.get("targets").textValue()).isEqualTo("last-exit");
    assertThat(report.get("exits").get(0).get("agreement").doubleValue()).isGreaterThan(0.8);
    assertSaysTheSameAtFullDepth();
  }

  @Test
  void attachExits_taskThatIsNotTheBundles_isRefusedUnlessAllHeadsAreFitted() {
    String one =
        Tables.lines(
            folder.resolve("one.jsonl"),
            "{\"text\":\"invoice\",\"label\":\"billing\"}",
            "{\"text\":\"parcel\",\"label\":\"delivery\"}");
    assertRefused(
        "Cannot fit exits of task single-label beside the last exit of bundle",
        "attach-exits",
        "--bundle=" + task.bundle(),
        "--task=single-label",
        "--data=" + one,
        "--dev=" + one,
        "--out=" + out("none"));
  }

  /** The last exit stays as it is. */
  private void assertSaysTheSameAtFullDepth() {
    task.assertSaysTheSameAtFullDepth(
        folder,
        (after, before) ->
            assertThat(after.<String>getList(after.fieldIndex("prediction")))
                .isEqualTo(before.<String>getList(before.fieldIndex("prediction"))));
  }
}
