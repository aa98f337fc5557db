// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.spark.fixture.ImportedBundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.TableFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Exits attached to an encoder of three layers whose exits were stripped. */
@ExtendWith(SparkExtension.class)
final class AttachExitsJobTest {
  private final SparkSession spark;
  private final Path folder;
  private final Path out;
  private final Path work;
  private final List<String> log = new ArrayList<>();

  AttachExitsJobTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
    this.out = folder.resolve("out");
    this.work = folder.resolve("work");
  }

  @BeforeEach
  void makeWorkFolder() {
    assertThat(work.toFile().mkdirs()).isTrue();
  }

  private AttachExitsReport attach(AttachRequests request) {
    return AttachExitsJob.run(spark, request.build(), ProgressSink.none(), log::add);
  }

  private AttachRequests request(Bundle bundle, String data) {
    return new AttachRequests(bundle, data, out).workDir(work);
  }

  private String samples(String name, int rows, long seed) {
    return Tables.text(folder.resolve(name), Tables.jsonl(TinyBundle.samples(rows, seed)));
  }

  private String unlabelled(String name, int rows, long seed) {
    List<String> lines = new ArrayList<>(List.of("text"));
    TinyBundle.samples(rows, seed).forEach(sample -> lines.add(sample.text()));
    return Tables.lines(folder.resolve(name), lines.toArray(new String[0]));
  }

  private String lines(String name, String... lines) {
    return Tables.lines(folder.resolve(name), lines);
  }

  /** The last exit alone. */
  private Bundle stripped() {
    AttachExitsReport report =
        AttachExitsJob.run(
            spark,
            new AttachRequests(
                    ImportedBundle.of(TinyBundle.get(), folder),
                    unlabelled("any.csv", 30, 5),
                    folder.resolve("stripped"))
                .exits(3)
                .build(),
            ProgressSink.none(),
            log::add);
    assertThat(report.exits()).hasSize(1);
    return report.bundle();
  }

  private static Map<String, float[]> tensors(Bundle bundle) {
    return BundleTensors.of(bundle).stream()
        .collect(Collectors.toMap(Tensor::name, Tensor::values));
  }

  private static void assertSameBackbone(Bundle bundle, Bundle source) {
    Map<String, float[]> before = tensors(source);
    tensors(bundle)
        .forEach(
            (name, tensor) -> {
              if (!name.startsWith("head_")) {
                assertThat(tensor).as(name).isEqualTo(before.get(name));
              }
            });
  }

  @Test
  void run_labelledRows_fitsExitsOnAStrippedEncoder() {
    Bundle source = stripped();
    String data = samples("data.jsonl", 600, 7);
    String dev = samples("dev.jsonl", 200, 8);
    AttachExitsReport report =
        attach(request(source, data).dev(dev).report(folder.resolve("report.json")));
    assertThat(report.targets()).isEqualTo(ExitTargets.LABELS);
    assertThat(report.rows()).isEqualTo(600);
    assertThat(report.devRows()).isEqualTo(200);
    assertThat(report.refused()).isZero();
    Bundle bundle = Bundle.open(out);
    assertThat(bundle.manifest().shape().exitLayers()).containsExactly(1, 2, 3);
    assertThat(bundle.manifest().labels()).isEqualTo(TinyBundle.LABELS);
    assertSameBackbone(bundle, TinyBundle.get());
    assertThat(tensors(bundle).get("head_3_weight"))
        .isEqualTo(tensors(TinyBundle.get()).get("head_3_weight"));
    ExitInfo last = bundle.manifest().exits().get(2);
    assertThat(last.temperature())
        .isEqualTo(TinyBundle.get().manifest().exits().get(2).temperature());
    double joint = TinyBundle.get().manifest().exits().get(0).devAccuracy().orElseThrow();
    for (AttachedExit exit : report.exits()) {
      ExitInfo info = bundle.manifest().exits().get(exit.exit() - 1);
      assertThat(info.devAccuracy()).isEqualTo(exit.accuracy());
      assertThat(exit.accuracy().orElseThrow()).isGreaterThan(joint - 0.08);
      assertThat(exit.errorAfter().orElseThrow()).isLessThan(0.15);
      assertThat(exit.cost()).isEqualTo(bundle.manifest().costs().cost(exit.exit()));
    }
    assertThat(report.exits().get(2).agreement()).isEqualTo(1);
    assertThat(report.exits().get(2).regularisation()).isEmpty();
    assertThat(report.exits().get(2).rows()).isZero();
    assertThat(bundle.manifest().provenance().data())
        .containsEntry("attach", data + ", 600 rows")
        .containsEntry("attach-dev", dev + ", 200 rows")
        .containsEntry("source-bundle", source.folder() + ", SHA-256 " + source.sha256());
    assertThat(bundle.manifest().provenance().options())
        .containsEntry("targets", "labels")
        .containsEntry("last-exit", "kept")
        .containsEntry("model-type", "bert");
    JsonNode json = Tables.json(folder.resolve("report.json"));
    assertThat(json.get("format").asText()).isEqualTo("offramp-attach-exits");
    assertThat(json.get("bundle-sha256").asText()).isEqualTo(bundle.sha256());
    assertThat(json.get("exits")).hasSize(3);
    assertThat(json.get("exits").get(0).get("dev-accuracy").asDouble())
        .isEqualTo(report.exits().get(0).accuracy().orElseThrow());
    assertThat(work).isEmptyDirectory();
  }

  /** A bundle's tasks compute what was measured on the dev rows. */
  @Test
  void run_theBundle_answersAsWasMeasured() {
    String dev = samples("dev.jsonl", 150, 8);
    AttachExitsReport report =
        attach(request(TinyBundle.get(), samples("data.jsonl", 300, 7)).dev(dev));
    Path traces = folder.resolve("traces");
    TraceJob.run(spark, Requests.trace(report.bundle(), dev, traces), ProgressSink.none());
    List<Row> rows = Tables.rows(spark, traces, TableFormat.PARQUET);
    for (int exit = 0; exit < 3; exit++) {
      int right = 0;
      int agreed = 0;
      for (Row row : rows) {
        String answer = answer(row, exit);
        right += answer.equals(row.getAs("label")) ? 1 : 0;
        agreed += answer.equals(answer(row, 2)) ? 1 : 0;
      }
      AttachedExit measured = report.exits().get(exit);
      assertThat(measured.accuracy().orElseThrow()).isCloseTo(right / 150.0, within(0.5 / 150));
      assertThat(measured.agreement()).isCloseTo(agreed / 150.0, within(0.5 / 150));
    }
  }

  private static String answer(Row row, int exit) {
    List<scala.collection.Seq<Float>> all = row.getList(row.fieldIndex("probabilities"));
    scala.collection.Seq<Float> one = all.get(exit);
    int best = 0;
    for (int label = 1; label < one.size(); label++) {
      best = one.apply(label) > one.apply(best) ? label : best;
    }
    return TinyBundle.LABELS.get(best);
  }

  @Test
  void run_unlabelledRows_fitsExitsToTheLastOnesAnswers() {
    AttachExitsReport report = attach(request(stripped(), unlabelled("data.csv", 500, 7)));
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
        .isEqualTo(TinyBundle.get().manifest().exits().get(2).devAccuracy());
  }

  @Test
  void run_labelledRowsButTargetsLastExit_reportsAccuracyToo() {
    AttachExitsReport report =
        attach(
            request(TinyBundle.get(), samples("data.jsonl", 300, 7))
                .targets(ExitTargets.LAST_EXIT)
                .exits(1, 3));
    assertThat(report.targets()).isEqualTo(ExitTargets.LAST_EXIT);
    assertThat(report.bundle().manifest().shape().exitLayers()).containsExactly(1, 3);
    assertThat(report.exits().get(0).accuracy().orElseThrow()).isGreaterThan(0.6);
  }

  @Test
  void run_otherPartitions_givesTheSameHeads() {
    Bundle source = stripped();
    String data = samples("data.jsonl", 400, 7);
    Bundle one = attach(request(source, data).partitions(1)).bundle();
    Bundle three =
        attach(request(source, data).partitions(3).out(folder.resolve("three"))).bundle();
    Map<String, float[]> others = tensors(three);
    tensors(one)
        .forEach(
            (name, tensor) ->
                assertThat(others.get(name)).as(name).containsExactly(tensor, within(1e-6f)));
    for (int exit = 0; exit < 3; exit++) {
      ExitInfo info = one.manifest().exits().get(exit);
      assertThat(three.manifest().exits().get(exit).temperature())
          .isCloseTo(info.temperature(), within(1e-6));
      assertThat(three.manifest().exits().get(exit).devAccuracy()).isEqualTo(info.devAccuracy());
    }
  }

  @Test
  void run_sameSeed_givesTheSameBundle() {
    String data = samples("data.jsonl", 200, 7);
    String first = attached(data, "first", 1);
    assertThat(attached(data, "second", 1)).isEqualTo(first);
    assertThat(attached(data, "third", 2)).isNotEqualTo(first);
  }

  private String attached(String data, String name, long seed) {
    return attach(
            request(TinyBundle.get(), data).partitions(1).seed(seed).out(folder.resolve(name)))
        .bundle()
        .sha256();
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
        attach(request(stripped(), lines("data.jsonl", rows.toArray(new String[0]))));
    Bundle bundle = report.bundle();
    assertThat(bundle.manifest().labels()).containsExactly("false", "true");
    assertThat(bundle.manifest().provenance().options()).containsEntry("last-exit", "fitted");
    assertSameBackbone(bundle, TinyBundle.get());
    assertThat(report.exits().get(2).regularisation()).isPresent();
    assertThat(report.exits().get(2).accuracy().orElseThrow()).isGreaterThan(0.7);
  }

  /** The strongest holds all weights near 0, the other one is chosen for its log-loss. */
  @Test
  void run_regularisations_chooseByTheDevRows() {
    Regularisation strong = new Regularisation(100, 0);
    Regularisation fair = new Regularisation(0.01, 0.5);
    AttachExitsReport report =
        attach(
            request(TinyBundle.get(), samples("data.jsonl", 200, 7))
                .exits(2, 3)
                .grid(strong, fair, strong));
    assertThat(report.exits().get(0).regularisation()).contains(fair);
    assertThat(report.bundle().manifest().provenance().options())
        .containsEntry("regularisation", "100.0,0.01")
        .containsEntry("elastic-net", "0.0,0.5")
        .containsEntry("chosen", "0.01/0.5");
  }

  @Test
  void run_refitLast_fitsItToo() {
    String data = samples("data.jsonl", 200, 7);
    AttachExitsReport report = attach(request(TinyBundle.get(), data).exits(3).refitLast());
    assertThat(report.exits().get(0).rows()).isPositive();
    assertThat(tensors(report.bundle()).get("head_1_weight"))
        .isNotEqualTo(tensors(TinyBundle.get()).get("head_3_weight"));
    assertThat(report.bundle().manifest().labels()).isEqualTo(TinyBundle.LABELS);
  }

  @Test
  void run_pairs_areRunAsPairs() {
    List<String> rows = new ArrayList<>(List.of("text,text_pair,label"));
    TinyBundle.samples(200, 4)
        .forEach(sample -> rows.add(sample.text() + ",the old," + sample.label()));
    rows.add("apple pear,,fruit");
    AttachExitsReport report =
        attach(
            request(TinyBundle.pairs(), lines("data.csv", rows.toArray(new String[0])))
                .exits(2, 3));
    assertThat(report.bundle().manifest().textPairs()).isTrue();
    assertThat(report.refused()).isEqualTo(1);
    assertThat(report.exits().get(0).accuracy().orElseThrow()).isGreaterThan(0.5);
  }

  @Test
  void run_badRows_areLeftOutAndCounted() {
    List<String> rows = new ArrayList<>();
    TinyBundle.samples(100, 4)
        .forEach(
            sample ->
                rows.add(
                    "{\"text\":\"%s\",\"label\":\"%s\"}".formatted(sample.text(), sample.label())));
    rows.add("{\"text\":null,\"label\":\"fruit\"}");
    rows.add("{\"text\":\" \",\"label\":\"fruit\"}");
    rows.add("{\"text\":\"apple\",\"label\":null}");
    rows.add("{\"text\":\"apple\",\"label\"");
    AttachExitsReport report =
        attach(request(TinyBundle.get(), lines("data.jsonl", rows.toArray(new String[0]))));
    assertThat(report.rows() + report.devRows()).isEqualTo(100);
    assertThat(report.refused()).isEqualTo(4);
    assertThat(log.get(0)).contains("(4 left out), 3 labels, targets: labels");
  }

  private void assertRefused(AttachRequests request, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> attach(request))
        .withMessageContaining(message);
    assertThat(out).doesNotExist();
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void run_rowsThatTeachNothing_areRefusedAndNothingIsLeft() {
    Bundle bundle = TinyBundle.get();
    assertRefused(
        request(bundle, lines("none.jsonl", "{\"text\":null,\"label\":\"fruit\"}"))
            .targets(ExitTargets.LAST_EXIT),
        "Cannot fit exits on 0 rows with 0 dev rows of " + folder.resolve("none.jsonl"));
    assertRefused(
        request(
            bundle,
            lines(
                "one.jsonl",
                "{\"text\":\"apple\",\"label\":\"fruit\"}",
                "{\"text\":\"pear\",\"label\":\"fruit\"}")),
        "Cannot fit exits to one class: every row of "
            + folder.resolve("one.jsonl")
            + " that can be used has the label 'fruit'");
    assertRefused(
        request(bundle, lines("same.csv", "text", "apple pear plum", "pear plum apple"))
            .dev(lines("dev.csv", "text", "apple pear")),
        "that can be used is of the same class to the last exit (must be at least two)");
    assertRefused(
        request(
            bundle,
            lines(
                "strange.jsonl",
                "{\"text\":\"apple\",\"label\":\"fruit\"}",
                "{\"text\":\"pear\",\"label\":\"glass\"}")),
        "Cannot fit exits of bundle %s to 1 of the data's labels, such as [glass]: it knows [fruit, metal, weather] (correct the rows, or fit all heads to the data's labels with --refit-last)"
            .formatted(bundle.location()));
    assertRefused(
        request(bundle, unlabelled("bare.csv", 5, 1)).targets(ExitTargets.LABELS),
        "has none in a column 'label' (name the right one with --label-col, or use --targets last-exit)");
    assertRefused(
        request(bundle, unlabelled("bare.csv", 5, 1)).refitLast(),
        "Cannot fit the last exit to its own answers");
    assertRefused(
        request(bundle, samples("data.jsonl", 20, 1)).exits(1, 4),
        "Cannot place exits after layers [1, 4] (must ascend within 1 to 3)");
    assertRefused(
        request(bundle, samples("data.jsonl", 20, 1)).exits(1, 2),
        "Cannot place exits after layers [1, 2] (the last must be layer 3)");
  }

  @Test
  void run_outExists_isRefusedBeforeAnythingIsRead() {
    Tables.text(out.resolve("old"), "");
    assertThatExceptionOfType(BundleException.class)
        .isThrownBy(() -> attach(request(TinyBundle.get(), "no-such-file.jsonl")))
        .withMessage(
            "Cannot write bundle %s: it exists (remove it, or name another --out)".formatted(out));
  }

  @Test
  void plan_ofABundleThatWasNeverFitted_needsLabels() {
    Bundle headless = HeadlessBundle.write(folder.resolve("headless"));
    AttachExitsRequest request =
        request(headless, "data.jsonl").targets(ExitTargets.LAST_EXIT).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttachPlan.of(headless, request, List.of("fruit", "metal")))
        .withMessage(
            "Cannot fit exits to the answers of the last exit of bundle %s: it was never fitted (give rows with labels, and --targets labels)"
                .formatted(headless.location()));
    AttachExitsReport report = attach(request(headless, samples("data.jsonl", 300, 2)).exits(2, 3));
    assertThat(report.bundle().manifest().labels()).isEqualTo(TinyBundle.LABELS);
    assertThat(report.bundle().manifest().untrainedExits()).isEmpty();
    assertThat(report.exits().get(1).accuracy().orElseThrow()).isGreaterThan(0.7);
  }

  @Test
  void request_wrongNumbers_areRefused() {
    AttachRequests request = request(TinyBundle.get(), "data.jsonl");
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
}
