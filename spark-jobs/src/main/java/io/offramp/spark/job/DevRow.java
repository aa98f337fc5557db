// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.LinearHead;
import io.offramp.spark.ml.Features;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * A dev row on the driver.
 *
 * @param labels its class, or classes where several labels may apply; null if it has no label
 * @param target what exits were fitted to, likewise
 * @param logits [K,C], before temperatures
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bulk data, compared by nobody
record DevRow(@Nullable List<Integer> labels, List<Integer> target, float[][] logits)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Whether the table has a label of it, or a set of them, and the bundle knows that. */
  boolean isLabelled() {
    return labels != null;
  }

  /**
   * All dev rows, in the order of the table.
   *
   * @param heads by exit
   * @param keptTemperature that of a last exit which keeps its head, whose entry among the heads is
   *     passed over then; empty: it has a new one
   */
  static List<DevRow> collect(
      FeatureTable table, List<LinearHead> heads, OptionalDouble keptTemperature) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.col(AttachInput.LABEL));
    columns.add(functions.col(FeatureTable.TARGET));
    columns.add(functions.col(Features.LAST));
    for (int exit = 1; exit <= table.exits(); exit++) {
      columns.add(functions.col(FeatureTable.pooled(exit)));
    }
    return table
        .dev()
        .select(columns.toArray(new Column[0]))
        .javaRDD()
        .mapPartitions(new Answer(heads, keptTemperature, table.task()))
        .collect();
  }

  /**
   * Refuses rows whose logits Spark would not let onto the driver, before heads are fitted for
   * nothing.
   *
   * @param most bytes of results that the driver takes; 0: any number
   * @throws IllegalArgumentException saying how much it would be
   */
  static void requireCollectable(long rows, int exits, int classes, long most) {
    long bytes = rows * exits * classes * Float.BYTES;
    if (most > 0 && bytes > most) {
      throw new IllegalArgumentException(
          "Cannot choose by %,d dev rows: their logits at %d exits, %d labels each, are %,d MiB on the driver, and spark.driver.maxResultSize is %,d MiB (give fewer --dev rows, or a smaller --dev-share)"
              .formatted(rows, exits, classes, bytes >> 20, most >> 20));
    }
  }

  private static final class Answer implements FlatMapFunction<Iterator<Row>, DevRow> {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_POOLED = 3;
    private static final float LEAST = 1e-30f;

    private final ArrayList<LinearHead> heads;
    private final double keptTemperature;
    private final boolean sets;

    Answer(List<LinearHead> heads, OptionalDouble keptTemperature, Task task) {
      this.sets = task == Task.MULTI_LABEL;
      this.heads = new ArrayList<>(heads);
      this.keptTemperature = keptTemperature.orElse(Double.NaN);
    }

    @Override
    public Iterator<DevRow> call(Iterator<Row> rows) {
      List<DevRow> answers = new ArrayList<>();
      while (rows.hasNext()) {
        Row row = rows.next();
        float[][] logits = new float[heads.size()][];
        for (int exit = 0; exit < logits.length; exit++) {
          boolean kept = exit == logits.length - 1 && !Double.isNaN(keptTemperature);
          logits[exit] =
              kept
                  ? logits(DevLosses.floats(row, 2))
                  : heads.get(exit).logits(DevLosses.floats(row, FIRST_POOLED + exit));
        }
        boolean labelled = sets ? !row.isNullAt(0) : row.getInt(0) != AttachInput.NO_CLASS;
        answers.add(
            new DevRow(
                labelled ? DevLosses.classes(row, 0, sets) : null,
                DevLosses.classes(row, 1, sets),
                logits));
      }
      return answers.iterator();
    }

    /** Logits that give these probabilities, but for a constant, which softmax does not see. */
    private float[] logits(float[] probabilities) {
      float[] logits = new float[probabilities.length];
      for (int label = 0; label < logits.length; label++) {
        double logit = Math.log(Math.max(LEAST, probabilities[label]));
        if (sets) { // a sigmoid's is told whole
          logit -= Math.log(Math.max(LEAST, 1 - probabilities[label]));
        }
        logits[label] = (float) (logit * keptTemperature);
      }
      return logits;
    }
  }
}
