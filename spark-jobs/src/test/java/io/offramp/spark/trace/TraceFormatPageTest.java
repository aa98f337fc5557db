// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the page about traces are what it says they are. */
@ExtendWith(SparkExtension.class)
final class TraceFormatPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ".")).resolve("../src/site/markdown/trace-format.md");

  private final SparkSession spark;
  private final Path folder;

  TraceFormatPageTest(SparkSession spark, @TempDir Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  private String example(String heading, String file) {
    Matcher example =
        Pattern.compile("## " + heading + "\n```\\w+\n(.*?)```", Pattern.DOTALL)
            .matcher(Tables.read(PAGE));
    assertThat(example.find()).as(heading).isTrue();
    return Tables.text(folder.resolve(file), example.group(1));
  }

  @Test
  void page_examplesOfAllFormats_areTheSameTrace() {
    TraceColumns wideNames =
        new TraceColumns("probabilities", "id", "e", "c", "p", "label", "p{}", "y{}");
    List<TraceSource> sources =
        List.of(
            TraceSource.of(example("Long", "long.csv")),
            TraceSource.of(example("Wide", "wide.csv")).withColumns(wideNames),
            TraceSource.of(example("Probabilities", "p.jsonl"))
                .withClasses(List.of("sports", "politics")));
    assertThat(sources)
        .allSatisfy(
            source -> {
              TraceTable table = TraceTable.read(spark, source.withIds());
              assertThat(TraceFiles.rows(table))
                  .containsExactly(
                      "politics: sports 0.61, politics 0.93", "?: sports 0.99, sports 0.99");
              assertThat(TraceFiles.ids(table)).containsExactly("u17", "u18");
            });
  }

  @Test
  void page_formats_areAllListed() {
    for (TraceFormat format : TraceFormat.values()) {
      assertThat(Tables.read(PAGE)).contains("| `%s` |".formatted(format.id()));
    }
  }
}
