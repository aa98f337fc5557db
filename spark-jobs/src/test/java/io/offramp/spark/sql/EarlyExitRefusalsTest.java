// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which bundle and policy a call takes, and what is refused. */
@ExtendWith(SparkExtension.class)
final class EarlyExitRefusalsTest {
  private final SqlTexts texts;
  private final Path folder;

  EarlyExitRefusalsTest(SparkSession spark, @TempDir Path folder) {
    texts = new SqlTexts(spark, folder);
    this.folder = folder;
  }

  private void assertRefused(String query, String... parts) {
    for (String part : parts) {
      assertThatThrownBy(() -> texts.sql(query)).as(query).hasMessageContaining(part);
    }
  }

  @Test
  void call_noBundleOrAWrongOne_isRefused() {
    String query = "SELECT early_exit(text) FROM t";
    texts.spark.conf().set(SqlTexts.BUNDLE, folder.resolve("nowhere").toString());
    assertRefused(query, "Cannot open bundle " + folder.resolve("nowhere"));
    texts.spark.conf().set(SqlTexts.BUNDLE, TinyBundle.other().folder().toString());
    assertRefused(query, "Cannot use this policy with bundle", "certified for bundle");
    texts.spark.conf().unset(SqlTexts.BUNDLE);
    assertRefused(query, "Cannot call early_exit: no bundle is named (set spark.offramp.bundle,");
    texts.spark.conf().set(SqlTexts.BUNDLE, TinyBundle.pairs().folder().toString());
    assertRefused(query, "Cannot score single texts with bundle", "it classifies pairs of texts");
  }

  @Test
  void call_options_nameBundleAndPolicy() {
    String other = TinyBundle.other().folder().toString();
    String policy = texts.policy(TinyBundle.other(), "other.json");
    texts.spark.conf().unset(SqlTexts.BUNDLE);
    String bundleOnly = "map('bundle', '" + other + "')";
    String both = "map('bundle', '" + other + "', 'policy', '" + policy + "', 'dedupe', 'true')";
    assertThat(texts.sql("SELECT min(early_exit(text, " + bundleOnly + ").exit) FROM t"))
        .extracting(row -> row.getInt(0))
        .containsExactly(TinyBundle.EXITS); // the session's policy is of another bundle
    assertThat(texts.sql("SELECT min(early_exit(text, " + both + ").exit) FROM t"))
        .extracting(row -> row.getInt(0))
        .containsExactly(1);
    assertThat(
            texts.evaluations(
                "SELECT early_exit(text, %s), early_exit(text, %s), early_exit(text, %s) FROM t"
                    .formatted(both, bundleOnly, both)))
        .isEqualTo(2);
  }

  @Test
  void call_pairs_needABundleOfPairs() {
    assertRefused(
        "SELECT early_exit(text, label) FROM t",
        "Cannot score pairs of texts with bundle",
        "it classifies single texts");
    texts.spark.conf().unset(SqlTexts.POLICY);
    texts.spark.conf().set(SqlTexts.BUNDLE, TinyBundle.pairs().folder().toString());
    assertThat(
            texts.sql(
                "SELECT early_exit('the', 'iron copper zinc silver iron copper zinc').prediction, early_exit('apple', NULL).error"))
        .extracting(row -> row.getString(0) + ", " + row.getString(1))
        .containsExactly("metal, second text is null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "early_exit();Cannot call early_exit with arguments of the types []",
        "early_exit(id);Cannot call early_exit with arguments of the types [int]",
        "early_exit(text, id);types [string, int]",
        "early_exit(text, '/b', '/p');types [string, string, string] (must be early_exit(text) or",
        "early_exit(text, map('bundle', label));as options of early_exit (must be a constant map of strings",
        "early_exit(text, map('bundle', 1));must be a constant map of strings to strings",
        "early_exit(text, map('bundel', '/b'));Cannot use option 'bundel' of early_exit (must be one of bundle, policy, precision, dedupe)",
        "early_exit(text, map('policy', string(null)));Cannot use option policy of early_exit: it is null",
        "early_exit(text, map('precision', 'auto'));Cannot use precision 'auto' for early_exit (must be one of",
        "early_exit(text, map('dedupe', 'yes'));Cannot use dedupe 'yes' for early_exit (must be true or false)",
        "early_exit(text, map('policy', '/nowhere.json'));/nowhere.json",
        "transform(array(text), x -> early_exit(x));a text is the variable of a lambda"
      })
  void call_wrongArguments_areRefused(String call, String message) {
    assertRefused("SELECT " + call + " FROM t", message);
  }

  @Test
  void call_placesWhereItCannotBeEvaluated_areRefused() {
    assertRefused(
        "SELECT 1 FROM t a JOIN t b ON early_exit(concat(a.text, b.text)).exit = 1",
        "its texts are of both sides of a join (join first, then call it in WHERE)");
    assertRefused(
        "SELECT id FROM t WHERE EXISTS (SELECT 1 FROM t u WHERE u.id = t.id AND early_exit(t.text).exit = 1)",
        "a text is of the query around a subquery");
    assertRefused("SELECT text, early_exit(label) FROM t GROUP BY text", "label");
    assertRefused("VALUES (early_exit('apple'))", "early_exit");
  }

  @Test
  void describe_function_saysWhatItDoes() {
    assertThat(texts.sql("DESCRIBE FUNCTION early_exit").toString())
        .contains("Classifies a text with the bundle spark.offramp.bundle");
  }
}
