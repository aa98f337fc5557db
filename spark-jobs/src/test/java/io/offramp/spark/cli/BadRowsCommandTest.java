// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code score} of rows and files that cannot be scored: codes, messages, summaries. */
@ExtendWith(SparkExtension.class)
final class BadRowsCommandTest {
  private final Path folder;

  BadRowsCommandTest(SparkSession spark, @TempDir Path folder) {
    assertThat(spark.sparkContext().isStopped()).isFalse();
    this.folder = folder;
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private Cli score(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("score", "--bundle", TinyBundle.get().folder().toString(), "--output"));
    args.addAll(List.of(at("out"), "--output-format", "jsonl", "--precision", "fp32"));
    args.addAll(Arrays.asList(more));
    return Cli.run(args.toArray(new String[0]));
  }

  private String input() {
    return Tables.lines(
        folder.resolve("in.jsonl"),
        "{\"key\":\"a\",\"text\":\"apple\"}",
        "{\"key\":\"b\",\"text\":\"\"}",
        "oops",
        "{\"key\":\"d\",\"text\":null}");
  }

  @Test
  void run_quarantine_saysWhatWentWhereAndWhy() {
    Cli run = score("--input", input(), "--quarantine", at("bad"), "--id-col", "key");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("1 row to " + at("out") + ": 1 scored, 3 with an error")
        .contains("3 rows to " + at("bad"))
        .contains("  1 x text is empty (row b, say)", "  1 x text is null (row d, say)")
        .contains("  1 x malformed line\n");
    JsonNode summary = Tables.json(folder.resolve("out/_summary.json"));
    assertThat(summary.get("rows").asInt()).isEqualTo(4);
    assertThat(summary.get("written").asInt()).isEqualTo(1);
    assertThat(summary.get("quarantine").asText()).isEqualTo(at("bad"));
    assertThat(summary.get("bad-row-reasons")).hasSize(3);
  }

  @Test
  void run_moreBadRowsThanBorne_endsWithFourAndWritesNothing() {
    Cli run = score("--input", input(), "--max-bad-rows", "50%", "--id-col", "key");
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("offramp: Cannot accept 3 bad rows of 4, --max-bad-rows is 50%: ")
        .contains("1 x text is null (row d, say)")
        .contains("(nothing was written to " + at("out") + "; --quarantine DIR would keep them)");
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(score("--input", input(), "--max-bad-rows", "3").code()).isZero();
  }

  @Test
  void run_damagedFiles_areAllNamedOrSkippedAndListed() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      byte[] packed = Tables.gzipped(Tables.jsonl(TinyBundle.samples(40, 1)));
      Files.createDirectories(folder.resolve("t"));
      int length = name.equals("b") ? packed.length : packed.length - 8;
      Files.write(folder.resolve("t/" + name + ".jsonl.gz"), Arrays.copyOf(packed, length));
    }
    Cli failed = score("--input", at("t"));
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err())
        .contains("2 of its 3 files cannot be read", "/a.jsonl.gz (it is truncated or corrupt)")
        .contains("/c.jsonl.gz (it is truncated or corrupt)", "--skip-corrupt-files");
    assertThat(folder.resolve("out")).doesNotExist();
    Cli run = score("--input", at("t"), "--skip-corrupt-files");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("40 rows to", "skipped 2 damaged files");
    assertThat(run.err()).contains("a.jsonl.gz: it is truncated or corrupt");
    JsonNode skipped = Tables.json(folder.resolve("out/_summary.json")).get("skipped-files");
    assertThat(skipped).hasSize(2);
    assertThat(skipped.get(1).get("file").asText()).endsWith("/c.jsonl.gz");
    assertThat(Tables.jsonRows(folder.resolve("out"))).hasSize(40);
  }

  @Test
  void run_partitionByAndSummary_areObeyed() {
    Cli run = score("--input", input(), "--partition-by", "key", "--summary", at("s.json"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(folder.resolve("out/key=a")).isDirectory();
    assertThat(folder.resolve("s.json"))
        .hasSameTextualContentAs(folder.resolve("out/_summary.json"));
  }
}
