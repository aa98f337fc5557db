// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
final class StageScoringTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("key", DataTypes.StringType)
          .add("text", DataTypes.StringType)
          .add("tags", DataTypes.createArrayType(DataTypes.IntegerType));
  private static final int ROWS = 150;
  private static final int CONFIDENCE = 4;

  private final SparkSession spark;
  private final Bundle bundle = TinyBundle.get();

  StageScoringTest(SparkSession spark) {
    this.spark = spark;
  }

  private EarlyExitClassificationModel stage() {
    return new EarlyExitClassificationModel()
        .setBundle(bundle.folder().toString())
        .setPolicy(TinyBundle.policy(bundle, 0.92, 0.8));
  }

  /** Good rows with a few that cannot be scored, or only in part, among them. */
  private Dataset<Row> input() {
    List<TinyBundle.Sample> samples = TinyBundle.samples(ROWS, 5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      String text = samples.get(i).text();
      if (i % 50 == 7) {
        rows.add(RowFactory.create("key " + i, null, null));
      } else if (i % 50 == 8) {
        rows.add(RowFactory.create("key " + i, " \t", List.of()));
      } else if (i % 50 == 9) {
        rows.add(RowFactory.create("key " + i, (text + " ").repeat(20), List.of(i)));
      } else {
        rows.add(RowFactory.create("key " + i, text, List.of(i, -i)));
      }
    }
    return Tables.of(spark, SCHEMA, rows.toArray(new Row[0]));
  }

  @Test
  void transform_rowsAndColumns_areKeptInOrder() {
    List<Row> before = input().collectAsList();
    List<Row> after = stage().transform(input()).collectAsList();
    assertThat(after).hasSize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      Row row = after.get(i);
      assertThat(row.getString(0)).isEqualTo("key " + i);
      for (int column = 0; column < SCHEMA.size(); column++) {
        assertThat(row.get(column)).isEqualTo(before.get(i).get(column));
      }
    }
  }

  @Test
  void transform_goodRow_fillsAllButError() {
    List<String> labels = TinyBundle.samples(ROWS, 5).stream().map(s -> s.label()).toList();
    int right = 0;
    int scored = 0;
    boolean[] exits = new boolean[TinyBundle.EXITS];
    for (Row row : stage().transform(input()).collectAsList()) {
      int index = Integer.parseInt(row.getString(0).substring(4));
      if (index % 50 == 7 || index % 50 == 8) {
        continue;
      }
      assertThat(row.isNullAt(8)).isTrue();
      String prediction = row.getAs("prediction");
      assertThat(prediction).isIn(TinyBundle.LABELS);
      double confidence = row.getAs("confidence");
      assertThat(confidence).isBetween(1.0 / 3, 1.0);
      int exit = row.getAs("exit");
      double cost = row.getAs("cost");
      assertThat(cost).isEqualTo(bundle.manifest().costs().cost(exit));
      boolean truncated = row.getAs("truncated");
      assertThat(truncated).isEqualTo(index % 50 == 9);
      exits[exit - 1] = true;
      scored++;
      right += prediction.equals(labels.get(index)) ? 1 : 0;
    }
    assertThat(scored).isEqualTo(ROWS - 6);
    assertThat(exits).containsExactly(true, true, true);
    assertThat(right).isGreaterThan(ROWS * 6 / 10);
  }

  @Test
  void transform_rowsWithoutText_haveAnErrorAndNothingElse() {
    List<Row> rows =
        stage()
            .transform(input())
            .where("error is not null")
            .select("key", "error", "prediction", "confidence", "exit", "cost", "truncated")
            .collectAsList();
    assertThat(rows)
        .allSatisfy(row -> IntStream.range(2, 7).forEach(i -> assertThat(row.get(i)).isNull()));
    assertThat(rows)
        .extracting(row -> row.getString(0) + ": " + row.getString(1))
        .containsExactly(
            "key 7: text is null",
            "key 8: text is empty",
            "key 57: text is null",
            "key 58: text is empty",
            "key 107: text is null",
            "key 108: text is empty");
  }

  @Test
  void transform_dedupe_answersRepeatsAsTheirFirstAndTellsWhich() {
    Dataset<Row> twice = input().coalesce(1);
    twice = twice.union(input()).coalesce(1);
    List<Row> expected = stage().transform(input().coalesce(1)).collectAsList();
    EarlyExitClassificationModel stage = stage().setDedupe(true).setDuplicateCol("twin");
    List<Row> actual = stage.transform(twice).collectAsList();
    assertThat(actual).hasSize(2 * ROWS);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 2 * ROWS; i++) {
      Row row = actual.get(i);
      Row first = expected.get(i % ROWS);
      for (int column = 0; column < first.length(); column++) {
        Object value = row.get(column);
        if (column == CONFIDENCE && value != null) {
          assertThat((Double) value).isCloseTo(first.getDouble(column), within(1e-4));
        } else {
          assertThat(value).isEqualTo(first.get(column));
        }
      }
      boolean scored = row.isNullAt(row.fieldIndex("error"));
      assertThat(row.<Boolean>getAs("twin"))
          .as("row " + i)
          .isEqualTo(scored ? !seen.add(row.getAs("text")) : null);
    }
    assertThat(seen).hasSizeLessThanOrEqualTo(ROWS - 6);
    assertThat(stage.setDedupe(false).transform(twice).where("twin").count()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,5", "1,64", "2,1", "2,64", "7,5", "7,64"})
  void transform_anyPartitionsAndBatches_giveTheSame(int partitions, int batchSize) {
    List<Row> expected = sorted(stage().transform(input()));
    List<Row> actual =
        sorted(stage().setBatchSize(batchSize).transform(input().repartition(partitions)));
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < ROWS; i++) {
      Row one = expected.get(i);
      Row other = actual.get(i);
      for (String column : List.of("key", "text", "prediction", "exit", "truncated", "error")) {
        assertThat(other.<Object>getAs(column)).isEqualTo(one.getAs(column));
      }
      if (!one.isNullAt(one.fieldIndex("confidence"))) {
        double confidence = one.getAs("confidence");
        assertThat(other.<Double>getAs("confidence")).isCloseTo(confidence, within(1e-4));
      }
    }
  }

  private static List<Row> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .sorted(Comparator.comparing(row -> row.<String>getAs("key")))
        .toList();
  }

  @Test
  void transform_withoutPolicy_runsToFullDepth() {
    List<Row> rows =
        new EarlyExitClassificationModel()
            .setBundle(bundle.folder().toString())
            .transform(input())
            .where("error is null")
            .select("exit", "cost")
            .collectAsList();
    assertThat(rows).allSatisfy(row -> assertThat(row.getInt(0)).isEqualTo(TinyBundle.EXITS));
    assertThat(rows).allSatisfy(row -> assertThat(row.getDouble(1)).isEqualTo(1.0));
  }

  @Test
  void transform_withoutBundle_saysHowToSetOne() {
    EarlyExitClassificationModel stage = new EarlyExitClassificationModel();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transform(input()))
        .withMessage(
            "Cannot score with stage %s: it has no bundle (call setBundle first)"
                .formatted(stage.uid()));
  }

  @Test
  void transform_policyOfAnotherBundle_isRefusedNamingBoth() {
    EarlyExitClassificationModel stage =
        stage().setPolicy(TinyBundle.policy(TinyBundle.other(), 0.9, 0.9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transform(input()))
        .withMessageContaining("Cannot use this policy with bundle")
        .withMessageContaining("certified for bundle " + TinyBundle.other().sha256())
        .withMessageContaining("this one is " + bundle.sha256());
  }

  @Test
  void transform_columnNamesWithDotsAndBackticks_areTakenLiterally() {
    StructType schema = new StructType().add("my.`text`", DataTypes.StringType);
    List<Row> rows =
        stage()
            .setInputCol("my.`text`")
            .setOutputPrefix("a.")
            .transform(Tables.of(spark, schema, RowFactory.create("apple pear plum")))
            .collectAsList();
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).<String>getAs("a.prediction")).isEqualTo("fruit");
  }

  @Test
  void transform_noRows_givesNone() {
    assertThat(stage().transform(Tables.of(spark, SCHEMA)).collectAsList()).isEmpty();
  }

  @Test
  void transform_bundleOfPairs_readsBothTexts() {
    StructType schema =
        new StructType()
            .add("text", DataTypes.StringType)
            .add("second", DataTypes.StringType)
            .add("label", DataTypes.StringType);
    Dataset<Row> input =
        Tables.of(
            spark,
            schema,
            RowFactory.create("apple pear plum", "cherry lemon melon", "fruit"),
            RowFactory.create("the", "iron copper zinc silver iron copper zinc", "metal"),
            RowFactory.create("the", "rain snow wind storm rain snow wind", "weather"),
            RowFactory.create("apple", null, null),
            RowFactory.create("apple", "", null),
            RowFactory.create(null, "apple", null));
    EarlyExitClassificationModel stage =
        new EarlyExitClassificationModel().setBundle(TinyBundle.pairs().folder().toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transform(input))
        .withMessage(
            "Cannot find column 'text_pair' (the input has [text, second, label]; name the right one with inputPairCol)");
    List<Row> rows = stage.setInputPairCol("second").transform(input).collectAsList();
    IntStream.range(0, 3)
        .forEach(
            i -> assertThat(rows.get(i).<String>getAs("prediction")).isEqualTo(rows.get(i).get(2)));
    assertThat(rows.subList(3, 6))
        .extracting(row -> row.<String>getAs("error"))
        .containsExactly("second text is null", "second text is empty", "text is null");
  }
}
