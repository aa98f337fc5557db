// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.SparkExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
final class TextSampleTest {
  private final SparkSession spark;

  TextSampleTest(SparkSession spark) {
    this.spark = spark;
  }

  /** Texts "0", "1", ... in so many partitions of neighbours. */
  private Dataset<Row> numbers(int rows, int partitions) {
    return spark
        .range(0, rows, 1, partitions)
        .select(functions.col("id").cast("string").as("te.xt"), functions.lit(" b ").as("pair"));
  }

  private static List<String> sample(Dataset<Row> table, int size) {
    return TextSample.of(table, List.of("te.xt"), size).stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static List<String> texts(int... numbers) {
    return IntStream.of(numbers).mapToObj(String::valueOf).toList();
  }

  @Test
  void of_onePartition_isItsFirstRows() {
    assertThat(sample(numbers(100, 1), 3)).isEqualTo(texts(0, 1, 2));
    assertThat(sample(numbers(2, 1), 3)).isEqualTo(texts(0, 1));
  }

  @Test
  void of_severalPartitions_isTheFirstRowsOfEach() {
    assertThat(sample(numbers(40, 4), 8)).isEqualTo(texts(0, 1, 10, 11, 20, 21, 30, 31));
  }

  @Test
  void of_manyPartitions_isTheFirstRowsOfSixteen() {
    List<String> sample = sample(numbers(640, 64), 32);
    assertThat(sample).hasSize(32).startsWith("0", "1", "40", "41").endsWith("600", "601");
  }

  @Test
  void of_unevenPartitions_looksFurtherForRows() {
    List<String> few =
        IntStream.range(0, 90).mapToObj(i -> i < 30 ? " " : String.valueOf(i)).toList();
    Dataset<Row> table =
        spark.createDataset(few, Encoders.STRING()).toDF("te.xt").repartition(1).coalesce(1);
    Dataset<Row> split = table.union(numbers(0, 3).select("`te.xt`"));
    assertThat(sample(split, 60)).hasSize(60).doesNotContain(" ");
  }

  @Test
  void of_nullsAndBlanks_leavesThemOut() {
    List<String> texts = new ArrayList<>(List.of("a", " ", "\t\n", "", " b"));
    texts.add(1, null);
    Dataset<Row> table = spark.createDataset(texts, Encoders.STRING()).toDF("te.xt").coalesce(1);
    assertThat(sample(table, 10)).containsExactly("a", " b");
    assertThat(sample(table.filter("false"), 10)).isEmpty();
    assertThat(sample(spark.emptyDataFrame().withColumn("te.xt", functions.lit("a")), 10))
        .isEmpty();
  }

  @Test
  void of_pairs_needsBothTextsAndCutsLongOnes() {
    Dataset<Row> table =
        numbers(3, 1)
            .withColumn("te.xt", functions.repeat(functions.col("`te.xt`"), 30_000))
            .withColumn("pair", functions.expr("if(`te.xt` like '1%', null, pair)"));
    List<Row> sample = TextSample.of(table, List.of("te.xt", "pair"), 9);
    assertThat(sample).hasSize(2);
    assertThat(sample.get(1).getString(0)).hasSize(20_000).startsWith("22");
    assertThat(sample.get(1).getString(1)).isEqualTo(" b ");
  }
}
