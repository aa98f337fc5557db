// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.offramp.calibration.words.Counted;
import io.offramp.calibration.words.Decimal;
import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.table.TableReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What two runs answered of the same rows. */
final class RunAnswers {
  private static final String ONE = "one";
  private static final String TWO = "two";
  private static final String ROWS = "_rows";
  private static final String EXIT = "_exit";

  private RunAnswers() {}

  /**
   * How often rows of the same key have the same answer; numbers within the tolerance of the runs,
   * as batches move their last digits. Where these differ, or none has one, it is left out.
   *
   * @param key column that tells rows apart
   * @throws IllegalArgumentException if an output lacks a column
   */
  static String compared(
      SparkSession spark, RunSummaryFile firstRun, RunSummaryFile secondRun, String key) {
    boolean numbers = firstRun.hasNumbers() && secondRun.hasNumbers();
    Dataset<Row> one = answers(spark, firstRun.folder(), key, ONE);
    Dataset<Row> two = answers(spark, secondRun.folder(), key, TWO);
    List<Double> tolerances = numbers ? tolerances(firstRun, secondRun) : List.of();
    boolean comparable = !numbers || tolerances.size() == 1;
    Column same =
        numbers && comparable
            ? NearColumns.areWithin(number(ONE), number(TWO), tolerances.get(0))
            : col(ONE).equalTo(col(TWO));
    Column single = col(ONE + ROWS).equalTo(1).and(col(TWO + ROWS).equalTo(1));
    Row counts =
        one.join(two, "key")
            .agg(
                count(when(single, lit(1))),
                count(when(single.and(comparable ? same : lit(false)), lit(1))),
                count(when(single.and(col(ONE + EXIT).equalTo(col(TWO + EXIT))), lit(1))),
                count(when(not(single), lit(1))))
            .first();
    List<String> said = new ArrayList<>();
    if (comparable) {
      said.add(
          String.format(Locale.ROOT, "%,d have the same answer", counts.getLong(1))
              + (numbers ? " within " + Decimal.of(tolerances.get(0)) : ""));
    }
    said.add(String.format(Locale.ROOT, "%,d leave at the same exit", counts.getLong(2)));
    String note =
        String.format(
            Locale.ROOT,
            "Of %s that both have by '%s', %s.",
            Counted.of(counts.getLong(0), "row"),
            key,
            String.join(" and ", said));
    return counts.getLong(3) == 0
        ? note
        : note
            + String.format(
                Locale.ROOT,
                " Left out: %s of '%s' that several rows have.",
                Counted.of(counts.getLong(3), "value"),
                key);
  }

  /** CSV has numbers as text. */
  private static Column number(String name) {
    return expr("try_cast(%s AS double)".formatted(name));
  }

  /** Of a run at full depth, which has none, it is the other's. */
  private static List<Double> tolerances(RunSummaryFile first, RunSummaryFile second) {
    return Stream.of(first, second)
        .map(run -> Optional.ofNullable(run.number(CompareJob.TOLERANCE)))
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  private static Dataset<Row> answers(SparkSession spark, String folder, String key, String name) {
    Dataset<Row> rows = TableReader.read(spark, folder, Optional.empty());
    for (String needed : List.of(key, "prediction", "exit")) {
      InputColumns.requireColumn(rows.schema(), needed, "--id-col");
    }
    return rows.where(col("prediction").isNotNull())
        .select(
            col(InputColumns.quoted(key)).cast("string").as("key"), col("prediction"), col("exit"))
        .groupBy("key")
        .agg(
            first("prediction").as(name),
            first("exit").as(name + EXIT),
            count(lit(1)).as(name + ROWS));
  }
}
