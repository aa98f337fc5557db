// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.table.CorruptFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page about summaries names what is written, and nothing else. */
@ExtendWith(SparkExtension.class)
final class SummaryFormatPageTest {
  private static final Pattern KEY = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|");

  @Test
  void keys_ofThePage_areThoseWritten(SparkSession spark, @TempDir Path folder) {
    String input =
        Tables.lines(folder.resolve("in.jsonl"), "{\"text\":\"apple\"}", "{\"text\":\"\"}");
    Path output = folder.resolve("out");
    new ScoreRun(input, output)
        .badRows(
            new BadRowRequest(
                Optional.of(folder.resolve("bad").toString()), Optional.empty(), CorruptFiles.FAIL))
        .on(spark);
    JsonNode summary = Tables.json(output.resolve(ScoreSummary.FILE));
    TreeSet<String> written = new TreeSet<>();
    summary.fieldNames().forEachRemaining(written::add);
    TreeSet<String> documented = new TreeSet<>();
    String page =
        Tables.read(
            Path.of(System.getProperty("basedir", "."))
                .resolve("../src/site/markdown/summary-format.md"));
    Matcher key = KEY.matcher(page);
    while (key.find()) {
      documented.add(key.group(1));
    }
    assertThat(documented).isEqualTo(written);
  }
}
