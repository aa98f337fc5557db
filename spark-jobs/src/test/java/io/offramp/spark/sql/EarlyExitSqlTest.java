// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The function in queries of every kind: what the stage says, by one run of the model. */
@ExtendWith(SparkExtension.class)
final class EarlyExitSqlTest {
  private final SqlTexts texts;

  EarlyExitSqlTest(SparkSession spark, @TempDir Path folder) {
    texts = new SqlTexts(spark, folder);
  }

  private void assertSame(String query, String expected, int evaluations) {
    assertThat(texts.evaluations(query)).as(query).isEqualTo(evaluations);
    assertSameRows(texts.sql(query), texts.sql(expected));
  }

  /** Numbers of other batches differ in their last digits, and so do sums in another order. */
  private static void assertSameRows(List<Row> actual, List<Row> expected) {
    assertThat(actual).hasSameSizeAs(expected).isNotEmpty();
    for (int i = 0; i < actual.size(); i++) {
      for (int column = 0; column < expected.get(i).length(); column++) {
        Object value = expected.get(i).get(column);
        if (value instanceof Double number) {
          assertThat(actual.get(i).getDouble(column)).isCloseTo(number, within(1e-4));
        } else {
          assertThat(actual.get(i).get(column)).as("row %d", i).isEqualTo(value);
        }
      }
    }
  }

  /** View {@code s} has what the stage says, in columns. */
  private void scored() {
    List<Row> rows = texts.ofTheStage("*");
    texts.spark.createDataFrame(rows, rows.get(0).schema()).createOrReplaceTempView("s");
  }

  @Test
  @Tag("smoke")
  void select_struct_hasWhatTheStageAdds() {
    List<Row> rows =
        texts.sql("SELECT id, r.* FROM (SELECT id, early_exit(text) r FROM t) ORDER BY id");
    assertSameRows(rows, texts.ofTheStage("id;prediction;confidence;exit;cost;truncated;error"));
    assertThat(rows).hasSize(SqlTexts.ROWS);
    assertThat(rows).extracting(row -> row.<Integer>getAs("exit")).contains(1, 2, 3, null);
    assertThat(rows.get(7).<String>getAs("error")).isEqualTo("text is null");
    assertThat(rows.get(8).<String>getAs("error")).isEqualTo("text is empty");
  }

  @Test
  @Tag("smoke")
  void select_callInListAndWhere_isEvaluatedOnce() {
    scored();
    assertSame(
        "SELECT id, early_exit(text).prediction FROM t WHERE early_exit(text).confidence > .9 ORDER BY id",
        "SELECT id, prediction FROM s WHERE confidence > .9 ORDER BY id",
        1);
    assertSame(
        "SELECT id, early_exit(text).prediction p, early_exit(text).exit + 1 FROM t ORDER BY early_exit(text).exit, id",
        "SELECT id, prediction, exit + 1 FROM s ORDER BY exit, id",
        1);
    assertSame(
        "SELECT id FROM (SELECT id, early_exit(text) r FROM t) WHERE r.exit = 1 AND r.confidence > .95 ORDER BY id",
        "SELECT id FROM s WHERE exit = 1 AND confidence > .95 ORDER BY id",
        1);
  }

  @Test
  void select_groups_areOfPredictions() {
    scored();
    assertSame(
        "SELECT early_exit(text).prediction p, count(*), avg(early_exit(text).cost) FROM t GROUP BY early_exit(text).prediction ORDER BY p",
        "SELECT prediction, count(*), avg(cost) FROM s GROUP BY prediction ORDER BY prediction",
        1);
    assertSame(
        "SELECT early_exit(text).prediction p, count(*) n FROM t GROUP BY p HAVING n > 1 ORDER BY p",
        "SELECT prediction, count(*) n FROM s GROUP BY prediction HAVING n > 1 ORDER BY 1",
        1);
    assertSame(
        "SELECT count(DISTINCT early_exit(text).prediction) FROM t",
        "SELECT count(DISTINCT prediction) FROM s",
        1);
    assertSame(
        "SELECT DISTINCT early_exit(text).exit e FROM t ORDER BY e",
        "SELECT DISTINCT exit FROM s ORDER BY exit",
        1);
    assertSame(
        "SELECT early_exit(text).exit e, rank() OVER (ORDER BY early_exit(text).cost, id) r FROM t ORDER BY r, e",
        "SELECT exit, rank() OVER (ORDER BY cost, id) r FROM s ORDER BY r, exit",
        1);
  }

  @Test
  void select_callOfGroups_isEvaluatedAfterGrouping() {
    scored();
    String byText =
        "SELECT text, early_exit(text).prediction, count(*) FROM t GROUP BY text ORDER BY text";
    assertSame(
        byText, "SELECT text, first(prediction), count(*) FROM s GROUP BY text ORDER BY text", 1);
    String plan = texts.spark.sql(byText).queryExecution().optimizedPlan().toString();
    assertThat(plan.indexOf("EarlyExitEval")).isLessThan(plan.indexOf("Aggregate"));
    assertSame(
        "SELECT label, early_exit(max(text)).prediction FROM t GROUP BY label ORDER BY label",
        "SELECT label, max_by(prediction, text) FROM s GROUP BY label ORDER BY label",
        1);
    assertSame(
        "SELECT early_exit(text).exit e, early_exit(max(text)).prediction FROM t GROUP BY early_exit(text).exit ORDER BY e",
        "SELECT exit, max_by(prediction, text) FROM s GROUP BY exit ORDER BY exit",
        2);
  }

  @Test
  void select_viewsAndCommonTables_work() {
    scored();
    texts.sql("CREATE TEMPORARY VIEW v AS SELECT id, label, early_exit(text) r FROM t");
    assertSame(
        "SELECT id, r.prediction FROM v WHERE r.exit < 3 ORDER BY id",
        "SELECT id, prediction FROM s WHERE exit < 3 ORDER BY id",
        1);
    assertSame(
        "WITH c AS (SELECT id, early_exit(text) r FROM t) SELECT a.id, b.r.exit FROM c a JOIN c b ON a.id = b.id + 1 ORDER BY a.id",
        "SELECT a.id, b.exit FROM s a JOIN s b ON a.id = b.id + 1 ORDER BY a.id",
        1);
    assertSame(
        "SELECT id, r.exit FROM v WHERE id < 5 UNION ALL SELECT id, early_exit(text).exit FROM t WHERE id > 110 ORDER BY id",
        "SELECT id, exit FROM s WHERE id < 5 OR id > 110 ORDER BY id",
        2);
  }

  @Test
  void select_subqueriesAndJoins_work() {
    scored();
    assertSame(
        "SELECT id FROM t WHERE id IN (SELECT id FROM t WHERE early_exit(text).exit = 1) ORDER BY id",
        "SELECT id FROM s WHERE exit = 1 ORDER BY id",
        1);
    assertSame(
        "SELECT id FROM s WHERE cost > (SELECT avg(early_exit(text).cost) FROM t) ORDER BY id",
        "SELECT id FROM s WHERE cost > (SELECT avg(cost) FROM s) ORDER BY id",
        1);
    assertSame(
        "SELECT id FROM s WHERE EXISTS (SELECT 1 FROM t WHERE t.id = s.id + 1 AND early_exit(t.text).exit = 1) ORDER BY id",
        "SELECT id FROM s WHERE EXISTS (SELECT 1 FROM s u WHERE u.id = s.id + 1 AND u.exit = 1) ORDER BY id",
        1);
    assertSame(
        "SELECT a.id, b.id FROM t a LEFT JOIN s b ON a.id = b.id AND early_exit(a.text).exit = 1 ORDER BY a.id",
        "SELECT a.id, b.id FROM s a LEFT JOIN s b ON a.id = b.id AND a.exit = 1 ORDER BY a.id",
        1);
    assertSame(
        "SELECT s.id FROM s JOIN t ON s.id = t.id WHERE early_exit(concat(s.text, t.text)).error IS NULL ORDER BY s.id",
        "SELECT id FROM s WHERE error IS NULL ORDER BY id",
        1);
  }

  @Test
  void select_nestedAndConstantTexts_work() {
    assertThat(texts.sql("SELECT early_exit('apple pear plum').prediction, early_exit(NULL).error"))
        .extracting(row -> row.getString(0) + ", " + row.getString(1))
        .containsExactly("fruit, text is null");
    assertThat(
            texts.sql(
                "SELECT early_exit(early_exit('iron').prediction || ' zinc copper').prediction"))
        .extracting(row -> row.getString(0))
        .containsExactly("metal");
    assertThat(texts.sql("SELECT early_exit('rain snow').prediction FROM t LIMIT 5"))
        .hasSize(5)
        .allSatisfy(row -> assertThat(row.getString(0)).isEqualTo("weather"));
  }

  @Test
  void select_answersNobodyReads_areNotComputed() {
    String counted = "SELECT count(*) FROM (SELECT id, early_exit(text) r FROM t)";
    assertThat(texts.evaluations(counted)).isZero();
    assertThat(texts.sql(counted).get(0).getLong(0)).isEqualTo(SqlTexts.ROWS);
    String filtered =
        "SELECT * FROM (SELECT id, early_exit(text) r FROM t) WHERE id < 9 AND r.exit > 1";
    String plan = texts.spark.sql(filtered).queryExecution().optimizedPlan().toString();
    assertThat(plan.substring(plan.indexOf("EarlyExitEval"))).contains("< 9");
    assertThat(plan.substring(0, plan.indexOf("EarlyExitEval")))
        .contains("> 1")
        .doesNotContain("< 9");
    String limited = "SELECT early_exit(text).exit FROM t LIMIT 4";
    String cut = texts.spark.sql(limited).queryExecution().optimizedPlan().toString();
    assertThat(cut.substring(cut.indexOf("EarlyExitEval"))).contains("LocalLimit 4");
    assertThat(texts.sql(limited)).hasSize(4);
  }

  @Test
  void dataFrame_expressions_work() {
    Dataset<Row> rows =
        texts
            .spark
            .table("t")
            .withColumn("r", expr("early_exit(text)"))
            .where("r.error is null")
            .orderBy("id");
    assertThat(rows.select("id", "r.prediction").collectAsList())
        .isEqualTo(
            texts.ofTheStage("id;prediction;error").stream()
                .filter(row -> row.isNullAt(2))
                .map(row -> org.apache.spark.sql.RowFactory.create(row.get(0), row.get(1)))
                .toList());
    assertThat(rows.javaRDD().count()).isEqualTo(rows.count()).isPositive();
  }

  @Test
  void tables_writtenAndCached_haveTheAnswers() {
    scored();
    texts.sql(
        "CREATE TABLE answers USING parquet AS SELECT id, early_exit(text).prediction p FROM t");
    try {
      assertThat(texts.sql("SELECT id, p FROM answers ORDER BY id"))
          .isEqualTo(texts.sql("SELECT id, prediction FROM s ORDER BY id"));
      texts.sql("INSERT INTO answers SELECT -1, early_exit('apple').prediction");
      assertThat(texts.sql("SELECT p FROM answers WHERE id = -1").get(0).getString(0))
          .isIn(TinyBundle.LABELS);
    } finally {
      texts.sql("DROP TABLE answers");
    }
    texts.sql("CACHE TABLE kept AS SELECT id, early_exit(text) r FROM t");
    try {
      assertThat(texts.evaluations("SELECT r.exit FROM kept")).isZero();
      assertThat(texts.sql("SELECT id, r.exit FROM kept ORDER BY id"))
          .isEqualTo(texts.sql("SELECT id, exit FROM s ORDER BY id"));
    } finally {
      texts.sql("UNCACHE TABLE kept");
    }
  }
}
