// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TextInput;
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

  AttachExitsJobTest(SparkSession spark, @TempDir Path folder) throws IOException {
    this.spark = spark;
    this.folder = folder;
    this.files = new AttachFolder(spark, folder);
  }

  @Test
  void run_labelledRows_fitsExitsOnAStrippedEncoder() {
    Bundle source = files.stripped();
    String data = files.samples("data.jsonl", 600, 7);
    String dev = files.samples("dev.jsonl", 200, 8);
    AttachExitsReport report =
        files.attach(files.request(source, data).dev(dev).report(folder.resolve("report.json")));
    assertThat(report.targets()).isEqualTo(ExitTargets.LABELS);
    assertThat(report.rows()).isEqualTo(600);
    assertThat(report.devRows()).isEqualTo(200);
    assertThat(report.refused()).isZero();
    Bundle bundle = Bundle.open(files.out());
    assertThat(bundle.manifest().shape().exitLayers()).containsExactly(1, 2, 3);
    assertThat(bundle.manifest().labels()).isEqualTo(TinyBundle.LABELS);
    AttachFolder.assertSameBackbone(bundle, TinyBundle.get());
    assertThat(AttachFolder.tensors(bundle).get("head_3_weight"))
        .isEqualTo(AttachFolder.tensors(TinyBundle.get()).get("head_3_weight"));
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
        files.attach(files.request(TinyBundle.get(), files.samples("data.jsonl", 300, 7)).dev(dev));
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

  /** Three tasks are added up in the order in which they end. */
  @Test
  void run_otherPartitions_givesTheSameHeads() {
    Bundle source = files.stripped();
    String data = files.samples("data.jsonl", 400, 7);
    Bundle one = files.attach(files.request(source, data).partitions(1)).bundle();
    Bundle three =
        files
            .attach(files.request(source, data).partitions(3).out(folder.resolve("three")))
            .bundle();
    Map<String, float[]> others = AttachFolder.tensors(three);
    AttachFolder.tensors(one)
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
    return files
        .attach(
            files
                .request(TinyBundle.get(), data)
                .partitions(1)
                .seed(seed)
                .out(folder.resolve(name)))
        .bundle()
        .sha256();
  }

  @Test
  void run_workFolderWithABlank_isUsed() throws IOException {
    Path work = Files.createDirectories(folder.resolve("mein Ordner für später"));
    AttachExitsReport report =
        files.attach(
            files
                .request(TinyBundle.get(), files.samples("data.jsonl", 100, 7))
                .workDir(work)
                .exits(1, 3));
    assertThat(report.exits()).hasSize(2);
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void run_pairs_areRunAsPairs() {
    List<String> rows = new ArrayList<>(List.of("text,text_pair,label"));
    TinyBundle.samples(200, 4)
        .forEach(sample -> rows.add(sample.text() + ",the old," + sample.label()));
    rows.add("apple pear,,fruit");
    AttachExitsReport report =
        files.attach(
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
    List<String> log = new ArrayList<>();
    AttachExitsReport report =
        files.attach(
            files.request(TinyBundle.get(), files.lines("data.jsonl", rows.toArray(new String[0]))),
            log::add);
    assertThat(report.rows() + report.devRows()).isEqualTo(100);
    assertThat(report.refused()).isEqualTo(4);
    assertThat(log.get(0)).contains("(4 left out), 3 labels, targets: labels");
  }
}
