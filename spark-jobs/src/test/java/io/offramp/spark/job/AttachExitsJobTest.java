// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.spark.fixture.ImportedBundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Exits attached to an encoder of three layers whose exits were stripped. */
@ExtendWith(SparkExtension.class)
final class AttachExitsJobTest {
  private final SparkSession spark;
  private final Path folder;
  private final AttachFolder files;
  private final List<String> log = new ArrayList<>();

  AttachExitsJobTest(SparkSession spark, @TempDir Path folder) throws IOException {
    this.spark = spark;
    this.folder = folder;
    this.files = new AttachFolder(folder);
  }

  private AttachExitsReport attach(AttachRequests request) {
    return AttachExitsJob.run(spark, request.build(), ProgressSink.none(), log::add);
  }

  /** The last exit alone. */
  private Bundle stripped() {
    AttachExitsReport report =
        AttachExitsJob.run(
            spark,
            new AttachRequests(
                    ImportedBundle.of(TinyBundle.get(), folder),
                    files.unlabelled("any.csv", 30, 5),
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
    String data = files.samples("data.jsonl", 600, 7);
    String dev = files.samples("dev.jsonl", 200, 8);
    AttachExitsReport report =
        attach(files.request(source, data).dev(dev).report(folder.resolve("report.json")));
    assertThat(report.targets()).isEqualTo(ExitTargets.LABELS);
    assertThat(report.rows()).isEqualTo(600);
    assertThat(report.devRows()).isEqualTo(200);
    assertThat(report.refused()).isZero();
    Bundle bundle = Bundle.open(files.out());
    assertThat(bundle.manifest().shape().exitLayers()).containsExactly(1, 2, 3);
    assertThat(bundle.manifest().labels()).isEqualTo(TinyBundle.LABELS);
    assertSameBackbone(bundle, TinyBundle.get());
    assertThat(tensors(bundle).get("head_3_weight"))
        .isEqualTo(tensors(TinyBundle.get()).get("head_3_weight"));
    assertThat(bundle.manifest().costTokens()).isEqualTo(meanTokens(data, dev));
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
    assertThat(files.work()).isEmptyDirectory();
  }

  private static int meanTokens(String... tables) {
    List<TextInput> texts = new ArrayList<>();
    for (String table : tables) {
      Tables.read(Path.of(table))
          .lines()
          .forEach(
              line ->
                  texts.add(
                      new TextInput(line.replaceAll(".*\"text\":\"([^\"]*)\".*", "$1"), null)));
    }
    try (TextEncoder encoder = TextEncoder.open(TinyBundle.get().tokenizerFile(), 24)) {
      return (int)
          Math.round(
              encoder.encodeAll(texts).stream()
                  .mapToInt(text -> text.length())
                  .average()
                  .orElseThrow());
    }
  }

  /** A bundle's tasks compute what was measured on the dev rows. */
  @Test
  void run_theBundle_answersAsWasMeasured() {
    String dev = files.samples("dev.jsonl", 150, 8);
    AttachExitsReport report =
        attach(files.request(TinyBundle.get(), files.samples("data.jsonl", 300, 7)).dev(dev));
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
    AttachExitsReport report =
        attach(files.request(stripped(), files.unlabelled("data.csv", 500, 7)));
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
        attach(
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
        attach(
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
        attach(files.request(TinyBundle.get(), data).targets(ExitTargets.LAST_EXIT).exits(1, 3));
    assertThat(report.rows()).isPositive();
    assertThat(report.labelledDevRows()).isZero();
    assertThat(report.exits().get(0).accuracy()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                attach(
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
    AttachExitsReport report = attach(files.request(TinyBundle.get(), data).exits(2, 3));
    assertThat(report.bundle().manifest().labels()).isEqualTo(TinyBundle.LABELS);
    assertThat(tensors(report.bundle()).get("head_1_bias")).hasSize(3);
    assertThat(report.exits().get(0).accuracy().orElseThrow()).isGreaterThan(0.5);
  }

  @Test
  void run_absoluteWeights_leaveSomeAtZero() {
    String data = files.samples("data.jsonl", 200, 7);
    assertThat(zeros(data, "squared", 0)).isZero();
    assertThat(zeros(data, "absolute", 1)).isPositive();
  }

  private long zeros(String data, String name, double mix) {
    AttachExitsReport report =
        attach(
            files
                .request(TinyBundle.get(), data)
                .exits(2, 3)
                .grid(new Regularisation(0.05, mix))
                .out(folder.resolve(name)));
    long zeros = 0;
    for (float weight : Objects.requireNonNull(tensors(report.bundle()).get("head_1_weight"))) {
      zeros += weight == 0 ? 1 : 0;
    }
    return zeros;
  }

  @Test
  void run_workFolderWithABlank_isUsed() throws IOException {
    Path work = Files.createDirectories(folder.resolve("mein Ordner für später"));
    AttachExitsReport report =
        attach(
            files
                .request(TinyBundle.get(), files.samples("data.jsonl", 100, 7))
                .workDir(work)
                .exits(1, 3));
    assertThat(report.exits()).hasSize(2);
    assertThat(work).isEmptyDirectory();
  }

  /** Three tasks are added up in the order in which they end. */
  @Test
  void run_otherPartitions_givesTheSameHeads() {
    Bundle source = stripped();
    String data = files.samples("data.jsonl", 400, 7);
    Bundle one = attach(files.request(source, data).partitions(1)).bundle();
    Bundle three =
        attach(files.request(source, data).partitions(3).out(folder.resolve("three"))).bundle();
    Map<String, float[]> others = tensors(three);
    tensors(one)
        .forEach(
            (name, tensor) ->
                assertThat(others.get(name)).as(name).containsExactly(tensor, within(1e-4f)));
    for (int exit = 0; exit < 3; exit++) {
      ExitInfo info = one.manifest().exits().get(exit);
      assertThat(three.manifest().exits().get(exit).temperature())
          .isCloseTo(info.temperature(), within(1e-4));
      assertThat(three.manifest().exits().get(exit).devAccuracy()).isEqualTo(info.devAccuracy());
    }
  }

  @Test
  void run_sameSeed_givesTheSameBundle() {
    String data = files.samples("data.jsonl", 200, 7);
    String first = attached(data, "first", 1);
    assertThat(attached(data, "second", 1)).isEqualTo(first);
    assertThat(attached(data, "third", 2)).isNotEqualTo(first);
  }

  private String attached(String data, String name, long seed) {
    return attach(
            files
                .request(TinyBundle.get(), data)
                .partitions(1)
                .seed(seed)
                .out(folder.resolve(name)))
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
        attach(files.request(stripped(), files.lines("data.jsonl", rows.toArray(new String[0]))));
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
            files
                .request(TinyBundle.get(), files.samples("data.jsonl", 200, 7))
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
    String data = files.samples("data.jsonl", 200, 7);
    AttachExitsReport report = attach(files.request(TinyBundle.get(), data).exits(3).refitLast());
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
            files
                .request(TinyBundle.pairs(), files.lines("data.csv", rows.toArray(new String[0])))
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
        attach(
            files.request(
                TinyBundle.get(), files.lines("data.jsonl", rows.toArray(new String[0]))));
    assertThat(report.rows() + report.devRows()).isEqualTo(100);
    assertThat(report.refused()).isEqualTo(4);
    assertThat(log.get(0)).contains("(4 left out), 3 labels, targets: labels");
  }
}
