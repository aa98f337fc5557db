// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.SparkExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The SQL of the pages, in a session that is set up as they say. */
@ExtendWith(SparkExtension.class)
final class SqlBlocksTest {
  private final SparkSession spark;

  SqlBlocksTest(SparkSession shared, @TempDir Path folder) {
    this.spark = shared.newSession();
    NewsTables news = new NewsTables(spark, folder);
    news.texts().createOrReplaceTempView("news");
    spark.conf().set("spark.offramp.bundle", news.bundle.folder().toString());
    spark.conf().set("spark.offramp.policy", news.policyFile());
  }

  /** Statements in blocks, and queries within sentences that name a table. */
  static List<String> statements() {
    List<String> statements = new ArrayList<>();
    Pattern query = Pattern.compile("SELECT .* FROM news.*");
    for (Page page : Page.all()) {
      for (Page.Block block : page.blocks("sql")) {
        Stream.of(block.text().split(";", -1))
            .filter(statement -> !statement.isBlank())
            .forEach(statements::add);
      }
      page.spans().stream()
          .map(query::matcher)
          .filter(Matcher::matches)
          .forEach(found -> statements.add(found.group()));
    }
    return statements;
  }

  @Test
  void statements_ofAllPages_giveRows() {
    assertThat(statements()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(statements())
        .allSatisfy(statement -> assertThat(spark.sql(statement).collectAsList()).isNotEmpty());
  }
}
