// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.table.TableFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code score --dedupe} against {@code score}. */
@ExtendWith(SparkExtension.class)
final class DedupeJobTest {
  private final SparkSession spark;
  private final Path folder;
  private final Bundle bundle = TinyBundle.get();

  DedupeJobTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private ScoreRun run(String input, String output) {
    return new ScoreRun(input, folder.resolve(output));
  }

  /** Sixty texts, each four times, shuffled; among them rows and lines that cannot be scored. */
  private String repeating() {
    List<TinyBundle.Sample> samples = new ArrayList<>();
    for (int copy = 0; copy < 4; copy++) {
      samples.addAll(TinyBundle.samples(60, 3));
    }
    Collections.shuffle(samples, new Random(5));
    String rows = Tables.jsonl(samples);
    String unsound = "{\"text\":null}\n{\"text\":null}\n{\"text\":\" \"}\nbroken\nbroken\n";
    return Tables.text(folder.resolve("in.jsonl"), rows + unsound + rows);
  }

  private static long distinct(List<JsonNode> rows) {
    return texts(rows).size();
  }

  private static Set<String> texts(List<JsonNode> rows) {
    return rows.stream()
        .filter(row -> row.get("error").isNull())
        .map(row -> row.get("text").asText() + '\n' + row.path("text_pair").asText())
        .collect(Collectors.toSet());
  }

  private static void assertSame(List<JsonNode> actual, List<JsonNode> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      List<String> names = new ArrayList<>();
      expected.get(i).fieldNames().forEachRemaining(names::add);
      assertThat(actual.get(i).fieldNames()).toIterable().containsExactlyElementsOf(names);
      for (String name : names) {
        JsonNode value = actual.get(i).get(name);
        JsonNode wanted = expected.get(i).get(name);
        if (name.equals("confidence") && !wanted.isNull()) {
          assertThat(value.asDouble()).as("row " + i).isCloseTo(wanted.asDouble(), within(1e-4));
        } else {
          assertThat(value).as(name + " of row " + i).isEqualTo(wanted);
        }
      }
    }
  }

  @Test
  @Tag("smoke")
  void run_repeatsInOneTask_writesTheSameTableAndCountsThem() {
    String input = repeating();
    var policy = TinyBundle.policy(bundle, 0.92, 0.8);
    ScoreSummary without = run(input, "without").policy(policy).partitions(1).on(spark);
    ScoreSummary with = run(input, "with").policy(policy).partitions(1).dedupe().on(spark);
    List<JsonNode> rows = Tables.jsonRows(folder.resolve("with"));
    assertSame(rows, Tables.jsonRows(folder.resolve("without")));
    assertThat(rows).hasSize(485);
    assertThat(without.duplicates()).isZero();
    assertThat(with.scored()).isEqualTo(480);
    assertThat(with.duplicates()).isEqualTo(480 - distinct(rows)).isGreaterThanOrEqualTo(420);
    assertThat(with.quarantined()).isEqualTo(without.quarantined()).isEqualTo(5);
    assertThat(with.exitHistogram()).isEqualTo(without.exitHistogram()).doesNotContain(0L);
    assertThat(with.meanCost()).isEqualTo(without.meanCost());
    assertThat(with.accuracy()).isEqualTo(without.accuracy());
    JsonNode summary = Tables.json(folder.resolve("with").resolve(ScoreSummary.FILE));
    assertThat(summary.get("duplicates").asLong()).isEqualTo(with.duplicates());
  }

  @Test
  void run_moreTasks_shareWithinATaskOnly() {
    String input = repeating();
    ScoreSummary without = run(input, "without").partitions(3).on(spark);
    ScoreSummary with =
        run(input, "with").partitions(3).outputFormat(TableFormat.JSONL).dedupe().on(spark);
    List<JsonNode> rows = Tables.jsonRows(folder.resolve("with"));
    assertSame(rows, Tables.jsonRows(folder.resolve("without")));
    assertThat(with.exitHistogram()).isEqualTo(without.exitHistogram());
    long scored = 480 - with.duplicates();
    assertThat(scored).isBetween(distinct(rows) + 1, 3 * distinct(rows));
  }

  @Test
  void run_pairs_shareWhereBothTextsAreTheSame() {
    String input =
        Tables.lines(
            folder.resolve("in.jsonl"),
            "{\"text\":\"apple pear\",\"text_pair\":\"rain\"}",
            "{\"text\":\"apple pear\",\"text_pair\":\"snow\"}",
            "{\"text\":\"apple pear\",\"text_pair\":\"rain\"}",
            "{\"text\":\"apple pear\",\"text_pair\":null}",
            "{\"text\":\"apple pear\",\"text_pair\":null}",
            "{\"text\":\"rain\",\"text_pair\":\"apple pear\"}",
            "{\"text\":\"apple pear\",\"text_pair\":\"snow\"}",
            "{\"text\":\"apple pear\",\"text_pair\":\"rain\"}");
    Path pairs = TinyBundle.pairs().folder();
    run(input, "without").bundle(pairs).partitions(1).on(spark);
    ScoreSummary with = run(input, "with").bundle(pairs).partitions(1).dedupe().on(spark);
    assertSame(Tables.jsonRows(folder.resolve("with")), Tables.jsonRows(folder.resolve("without")));
    assertThat(with.duplicates()).isEqualTo(3);
    assertThat(with.quarantined()).isEqualTo(2);
  }

  @Test
  void run_columnOfTheNameThatIsCountedBy_isKept() {
    String input =
        Tables.lines(
            folder.resolve("in.jsonl"),
            "{\"text\":\"apple pear\",\"_Offramp_duplicate\":\"a\",\"_offramp_duplicate_\":1}",
            "{\"text\":\"apple pear\",\"_Offramp_duplicate\":\"b\",\"_offramp_duplicate_\":2}");
    ScoreSummary summary =
        run(input, "out").outputFormat(TableFormat.PARQUET).partitions(1).dedupe().on(spark);
    assertThat(summary.duplicates()).isEqualTo(1);
    List<Row> rows = Tables.rows(spark, folder.resolve("out"), TableFormat.PARQUET);
    assertThat(rows)
        .extracting(row -> row.<String>getAs("_Offramp_duplicate"))
        .containsExactly("a", "b");
    assertThat(rows.get(0).schema().fieldNames()).hasSize(9).contains("_offramp_duplicate_");
  }
}
