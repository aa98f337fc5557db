// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;

import io.offramp.engine.train.LinearHead;
import io.offramp.engine.train.NewExits;
import io.offramp.engine.train.NumberScores;
import io.offramp.spark.ml.Features;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The dev rows of a regression on the driver: what each exit says of them, and what it should. */
final class NumberDev {
  private final List<DevNumber> rows;
  private final List<LinearHead> heads;

  private NumberDev(List<DevNumber> rows, List<LinearHead> heads) {
    this.rows = rows;
    this.heads = heads;
  }

  /**
   * A row.
   *
   * @param label its number; null if it has none
   * @param target what exits were fitted to
   * @param logits [K,2], numbers and z
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier of bulk data, compared by nobody
  private record DevNumber(@Nullable Double label, double target, float[][] logits)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * All dev rows, in the order of the table.
   *
   * @param heads by exit; of a last exit that keeps its head, anything
   */
  static NumberDev collect(FeatureTable table, List<LinearHead> heads, AttachPlan plan) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(AttachInput.LABEL));
    columns.add(col(FeatureTable.TARGET));
    columns.add(col(Features.LAST));
    for (int exit = 1; exit <= table.exits(); exit++) {
      columns.add(col(FeatureTable.pooled(exit)));
    }
    List<DevNumber> rows =
        table
            .dev()
            .select(columns.toArray(new Column[0]))
            .javaRDD()
            .mapPartitions(new Answer(heads, plan.keepsLast()))
            .collect();
    return new NumberDev(rows, heads);
  }

  /** How many have a label. */
  long labelled() {
    return rows.stream().filter(row -> row.label() != null).count();
  }

  /**
   * The heads with {@linkplain NumberScores#spread spreads} as the dev rows have them.
   *
   * @param exits which say what z is a fraction of
   */
  List<LinearHead> spread(NewExits exits) {
    double scale = exits.shape().numbers().scale();
    List<LinearHead> spread = new ArrayList<>();
    for (int exit = 1; exit <= heads.size(); exit++) {
      LinearHead head = heads.get(exit - 1);
      if (exits.keeps(exit)) {
        spread.add(head);
        continue;
      }
      List<float[]> gaps = new ArrayList<>();
      for (DevNumber row : rows) {
        float[] logits = row.logits()[exit - 1];
        gaps.add(new float[] {(float) ((logits[0] - row.target()) / scale), logits[1]});
      }
      double factor = NumberScores.spread(gaps, rows.stream().map(row -> 0.0).toList());
      float[] bias = head.bias().clone();
      bias[1] += (float) Math.log(factor);
      spread.add(new LinearHead(head.weights(), bias));
    }
    return spread;
  }

  /** How each exit does: R² against labels, and against the last exit's numbers. */
  List<DevScores> scores() {
    List<DevScores> scores = new ArrayList<>();
    for (int exit = 0; exit < heads.size(); exit++) {
      int at = exit;
      List<DevNumber> known = rows.stream().filter(row -> row.label() != null).toList();
      List<Double> labels = known.stream().map(row -> Objects.requireNonNull(row.label())).toList();
      int last = heads.size() - 1;
      scores.add(
          new DevScores(
              1,
              r2(known.stream().map(row -> row.logits()[at]).toList(), labels),
              r2(
                      rows.stream().map(row -> row.logits()[at]).toList(),
                      rows.stream().map(row -> (double) row.logits()[last][0]).toList())
                  .orElse(at == last ? 1 : 0),
              OptionalDouble.empty(),
              OptionalDouble.empty()));
    }
    return scores;
  }

  /** Of labels that do not differ there is none. */
  private static OptionalDouble r2(List<float[]> logits, List<Double> labels) {
    return labels.stream().distinct().count() < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(NumberScores.r2(logits, labels));
  }

  private static final class Answer implements FlatMapFunction<Iterator<Row>, DevNumber> {
    private static final long serialVersionUID = 1L;
    private static final int LAST = 2;

    private final ArrayList<LinearHead> heads;
    private final boolean keepsLast;

    Answer(List<LinearHead> heads, boolean keepsLast) {
      this.heads = new ArrayList<>(heads);
      this.keepsLast = keepsLast;
    }

    @Override
    public Iterator<DevNumber> call(Iterator<Row> rows) {
      List<DevNumber> answers = new ArrayList<>();
      while (rows.hasNext()) {
        Row row = rows.next();
        float[][] logits = new float[heads.size()][];
        for (int exit = 0; exit < logits.length; exit++) {
          logits[exit] =
              keepsLast && exit == logits.length - 1
                  ? new float[] {DevLosses.floats(row, LAST)[0], 0}
                  : heads.get(exit).logits(DevLosses.floats(row, LAST + 1 + exit));
        }
        answers.add(
            new DevNumber(row.isNullAt(0) ? null : row.getDouble(0), row.getDouble(1), logits));
      }
      return answers.iterator();
    }
  }
}
