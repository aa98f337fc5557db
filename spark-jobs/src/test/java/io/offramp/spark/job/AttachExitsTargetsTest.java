// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What exits are fitted to: labels, or what the last exit says. */
@ExtendWith(SparkExtension.class)
final class AttachExitsTargetsTest {
  private final Path folder;
  private final AttachFolder files;

  AttachExitsTargetsTest(SparkSession spark, @TempDir Path folder) throws IOException {
    this.folder = folder;
    this.files = new AttachFolder(spark, folder);
  }

  @Test
  void run_unlabelledRows_fitsExitsToTheLastOnesAnswers() {
    AttachExitsReport report =
        files.attach(files.request(files.stripped(), files.unlabelled("data.csv", 500, 7)));
    assertThat(report.targets()).isEqualTo(ExitTargets.LAST_EXIT);
    assertThat(report.rows() + report.devRows()).isEqualTo(500);
    assertThat(report.devRows()).isBetween(25L, 85L);
    assertThat(report.exits().get(0).agreement()).isGreaterThan(0.75);
    assertThat(report.exits().get(1).agreement()).isGreaterThan(0.85);
    assertThat(report.exits().get(0).accuracy()).isEmpty();
    assertThat(report.exits().get(0).errorAfter()).isPresent();
    assertThat(report.exits().get(2).errorAfter()).isEmpty();
    assertThat(report.bundle().manifest().exits().get(0).devAccuracy()).isEmpty();
    assertThat(report.bundle().manifest().exits().get(2).devAccuracy())
        .as("a checkpoint says nothing of it")
        .isEmpty();
  }

  @Test
  void run_labelledRowsButTargetsLastExit_reportsAccuracyToo() {
    AttachExitsReport report =
        files.attach(
            files
                .request(TinyBundle.get(), files.samples("data.jsonl", 300, 7))
                .targets(ExitTargets.LAST_EXIT)
                .exits(1, 3));
    assertThat(report.targets()).isEqualTo(ExitTargets.LAST_EXIT);
    assertThat(report.bundle().manifest().shape().exitLayers()).containsExactly(1, 3);
    assertThat(report.exits().get(0).accuracy().orElseThrow()).isGreaterThan(0.6);
    assertThat(report.labelledDevRows()).isEqualTo(report.devRows());
  }

  @Test
  void run_targetsLastExit_leavesLabelsThatTheBundleLacksOutOfAccuracy() {
    String dev =
        files.lines(
            "dev.csv", "text,label", "apple pear,fruit", "iron zinc,glass", "rain wind,weather");
    AttachExitsReport report =
        files.attach(
            files
                .request(TinyBundle.get(), files.samples("data.jsonl", 100, 7))
                .dev(dev)
                .targets(ExitTargets.LAST_EXIT)
                .report(folder.resolve("report.json"))
                .exits(1, 3));
    assertThat(report.devRows()).isEqualTo(3);
    assertThat(report.labelledDevRows()).isEqualTo(2);
    assertThat(Tables.json(folder.resolve("report.json")).get("labelled-dev-rows").asInt())
        .isEqualTo(2);
    assertThat(report.exits().get(1).accuracy().orElseThrow()).isIn(0.0, 0.5, 1.0);
  }

  /** Nothing is learnt from labels, so those of another kind are in nobody's way. */
  @Test
  void run_targetsLastExitAndLabelsOfAnotherKind_isAsWithoutLabels() {
    List<String> rows = new ArrayList<>();
    TinyBundle.samples(100, 4)
        .forEach(
            sample ->
                rows.add("{\"text\":\"%s\",\"label\":[\"a\",\"b\"]}".formatted(sample.text())));
    String data = files.lines("sets.jsonl", rows.toArray(new String[0]));
    AttachExitsReport report =
        files.attach(
            files.request(TinyBundle.get(), data).targets(ExitTargets.LAST_EXIT).exits(1, 3));
    assertThat(report.rows()).isPositive();
    assertThat(report.labelledDevRows()).isZero();
    assertThat(report.exits().get(0).accuracy()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                files.attach(
                    files.request(TinyBundle.get(), data).out(folder.resolve("other")).exits(1, 3)))
        .withMessageContaining("Cannot use column 'label' of type array<string>");
  }

  @Test
  void run_labelThatNoRowHas_keepsItsClass() {
    List<TinyBundle.Sample> some =
        TinyBundle.samples(200, 7).stream()
            .filter(sample -> !sample.label().equals(TinyBundle.LABELS.get(2)))
            .toList();
    String data = Tables.text(folder.resolve("some.jsonl"), Tables.jsonl(some));
    AttachExitsReport report = files.attach(files.request(TinyBundle.get(), data).exits(2, 3));
    assertThat(report.bundle().manifest().labels()).isEqualTo(TinyBundle.LABELS);
    assertThat(AttachFolder.tensors(report.bundle()).get("head_1_bias")).hasSize(3);
    assertThat(report.exits().get(0).accuracy().orElseThrow()).isGreaterThan(0.5);
  }

  @Test
  void run_otherLabels_fitsAllHeadsAnew() {
    List<String> rows = new ArrayList<>();
    TinyBundle.samples(300, 4)
        .forEach(
            sample ->
                rows.add(
                    "{\"text\":\"%s\",\"label\":%b}"
                        .formatted(sample.text(), sample.label().equals("metal"))));
    AttachExitsReport report =
        files.attach(
            files.request(
                files.stripped(), files.lines("data.jsonl", rows.toArray(new String[0]))));
    Bundle bundle = report.bundle();
    assertThat(bundle.manifest().labels()).containsExactly("false", "true");
    assertThat(bundle.manifest().provenance().options()).containsEntry("last-exit", "fitted");
    AttachFolder.assertSameBackbone(bundle, TinyBundle.get());
    assertThat(report.exits().get(2).regularisation()).isPresent();
    assertThat(report.exits().get(2).accuracy().orElseThrow()).isGreaterThan(0.7);
  }

  @Test
  void run_refitLast_fitsItToo() {
    String data = files.samples("data.jsonl", 200, 7);
    AttachExitsReport report =
        files.attach(files.request(TinyBundle.get(), data).exits(3).refitLast());
    assertThat(report.exits().get(0).rows()).isPositive();
    assertThat(AttachFolder.tensors(report.bundle()).get("head_1_weight"))
        .isNotEqualTo(AttachFolder.tensors(TinyBundle.get()).get("head_3_weight"));
    assertThat(report.bundle().manifest().labels()).isEqualTo(TinyBundle.LABELS);
  }
}
