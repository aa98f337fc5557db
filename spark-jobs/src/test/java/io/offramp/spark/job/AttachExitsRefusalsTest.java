// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What exits cannot be attached by: said before the work if it can be, and nothing is left. */
@ExtendWith(SparkExtension.class)
final class AttachExitsRefusalsTest {
  private final Path folder;
  private final AttachFolder files;

  AttachExitsRefusalsTest(SparkSession spark, @TempDir Path folder) throws IOException {
    this.folder = folder;
    this.files = new AttachFolder(spark, folder);
  }

  private void assertRefused(AttachRequests request, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.attach(request))
        .withMessageContaining(message);
    assertThat(files.out()).doesNotExist();
    assertThat(files.work()).isEmptyDirectory();
  }

  @Test
  void run_rowsThatTeachNothing_areRefusedAndNothingIsLeft() {
    Bundle bundle = TinyBundle.get();
    assertRefused(
        files
            .request(bundle, files.lines("none.jsonl", "{\"text\":null,\"label\":\"fruit\"}"))
            .targets(ExitTargets.LAST_EXIT),
        "Cannot fit exits on 0 rows with 0 dev rows of " + folder.resolve("none.jsonl"));
    assertRefused(
        files.request(
            bundle,
            files.lines(
                "one.jsonl",
                "{\"text\":\"apple\",\"label\":\"fruit\"}",
                "{\"text\":\"pear\",\"label\":\"fruit\"}")),
        "Cannot fit exits to one class: every row of "
            + folder.resolve("one.jsonl")
            + " that can be used has the label 'fruit'");
    assertRefused(
        files
            .request(bundle, files.lines("same.csv", "text", "apple pear plum", "pear plum apple"))
            .dev(files.lines("dev.csv", "text", "apple pear")),
        "that can be used is of the same class to the last exit (must be at least two)");
    assertRefused(
        files.request(
            bundle,
            files.lines(
                "strange.jsonl",
                "{\"text\":\"apple\",\"label\":\"fruit\"}",
                "{\"text\":\"pear\",\"label\":\"glass\"}")),
        "Cannot fit exits of bundle %s to 1 of the data's labels, such as [glass]: it knows [fruit, metal, weather] (correct the rows, or fit all heads to the data's labels with --refit-last)"
            .formatted(bundle.location()));
    assertRefused(
        files.request(bundle, files.unlabelled("bare.csv", 5, 1)).targets(ExitTargets.LABELS),
        "has none in a column 'label' (name the right one with --label-col, or use --targets last-exit)");
    assertRefused(
        files.request(bundle, files.unlabelled("bare.csv", 5, 1)).refitLast(),
        "Cannot fit the last exit to its own answers");
    assertRefused(
        files.request(bundle, files.samples("data.jsonl", 20, 1)).exits(1, 4),
        "Cannot place exits after layers [1, 4] (must ascend within 1 to 3)");
    assertRefused(
        files.request(bundle, files.samples("data.jsonl", 20, 1)).exits(1, 2),
        "Cannot place exits after layers [1, 2] (the last must be layer 3)");
  }

  @Test
  void run_outExists_isRefusedBeforeAnythingIsRead() {
    Tables.text(files.out().resolve("old"), "");
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> files.attach(files.request(TinyBundle.get(), "no-such-file.jsonl")))
        .withMessage(
            "Cannot write bundle %s: it exists (remove it, or name another --out)"
                .formatted(files.out()));
  }

  @Test
  void plan_ofABundleThatWasNeverFitted_needsLabels() {
    Bundle headless = HeadlessBundle.write(folder.resolve("headless"));
    AttachExitsRequest request =
        files.request(headless, "data.jsonl").targets(ExitTargets.LAST_EXIT).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttachPlan.of(headless, request, List::of))
        .withMessage(
            "Cannot fit exits to the answers of the last exit of bundle %s: it was never fitted (give rows with labels, and --targets labels)"
                .formatted(headless.location()));
    AttachExitsReport report =
        files.attach(files.request(headless, files.samples("data.jsonl", 300, 2)).exits(2, 3));
    assertThat(report.bundle().manifest().labels()).isEqualTo(TinyBundle.LABELS);
    assertThat(report.bundle().manifest().untrainedExits()).isEmpty();
    assertThat(report.exits().get(1).accuracy().orElseThrow()).isGreaterThan(0.7);
  }

  /** Labels that nothing is learnt from may be more than any exits can tell apart. */
  @Test
  void plan_toTheLastExit_asksForNoLabels() {
    AttachExitsRequest request =
        files.request(TinyBundle.get(), "data.jsonl").targets(ExitTargets.LAST_EXIT).build();
    AttachPlan plan =
        AttachPlan.of(
            TinyBundle.get(),
            request,
            () -> {
              throw new AssertionError("nobody needs the labels");
            });
    assertThat(plan.labels()).isEqualTo(TinyBundle.LABELS);
    assertThat(plan.keepsLast()).isTrue();
  }

  @Test
  void request_wrongNumbers_areRefused() {
    AttachRequests request = files.request(TinyBundle.get(), "data.jsonl");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request.devShare(1).build())
        .withMessage("Cannot set a share of 1.0 of the rows apart (must be above 0 and below 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Regularisation(-1, 0))
        .withMessage("Cannot regularise by -1.0 (must be at least 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Regularisation(1, 1.5))
        .withMessage("Cannot mix elastic net by 1.5 (must be within 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExitTargets.ofId("teacher"))
        .withMessage("Cannot fit exits to 'teacher' (must be labels or last-exit)");
    assertThat(Regularisation.grid(List.of(1.0, 2.0), List.of(0.0, 0.5)))
        .containsExactly(
            new Regularisation(1, 0),
            new Regularisation(1, 0.5),
            new Regularisation(2, 0),
            new Regularisation(2, 0.5));
  }

  @Test
  void requireCollectable_moreLogitsThanTheDriverTakes_areRefused() {
    DevRow.requireCollectable(500_000, 6, 77, 1L << 30);
    DevRow.requireCollectable(1_000_000, 6, 77, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DevRow.requireCollectable(1_000_000, 6, 77, 1L << 30))
        .withMessage(
            "Cannot choose by 1,000,000 dev rows: their logits at 6 exits, 77 labels each, are 1,762 MiB on the driver, and spark.driver.maxResultSize is 1,024 MiB (give fewer --dev rows, or a smaller --dev-share)");
  }

  @Test
  void requireSeen_onAClusterWithoutAFolder_isRefused() {
    WorkFolder.requireSeen("local[2]", true, Optional.empty());
    WorkFolder.requireSeen("spark://host:7077", false, Optional.of("hdfs:///tmp"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkFolder.requireSeen("spark://host:7077", false, Optional.empty()))
        .withMessage(
            "Cannot attach exits on spark://host:7077 without a folder for features (name one that all machines see with --work-dir)");
  }
}
