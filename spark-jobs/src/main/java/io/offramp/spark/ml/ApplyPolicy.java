// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.calibration.signal.ExitEvidence;
import io.offramp.calibration.signal.RowSignal;
import java.util.Iterator;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Adds prediction, confidence, exit and cost to rows of which every exit's answer is known. */
final class ApplyPolicy implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;
  private static final int ADDED = 4;

  private final TracedCells cells;
  private final String policyJson;
  private final String stage;

  /**
   * @param stage the uid, for messages
   */
  ApplyPolicy(TracedCells cells, String policyJson, String stage) {
    this.cells = cells;
    this.policyJson = policyJson;
    this.stage = stage;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    ExitPolicy policy = ExitPolicyParser.fromJson(policyJson, "of stage " + stage);
    return mapped(rows, row -> append(row, added(row, policy)));
  }

  private @Nullable Object[] added(Row row, ExitPolicy policy) {
    if (cells.isMissing(row)) {
      return new @Nullable Object[ADDED];
    }
    try {
      int exits = cells.exits(row);
      if (exits != policy.exits()) {
        throw new IllegalArgumentException(
            "a row has %d exits (must be %d, as the policy has)".formatted(exits, policy.exits()));
      }
      ClassKeys keys = new ClassKeys();
      RowSignal signal = policy.signal().start();
      int exit = 0;
      ExitEvidence evidence = cells.evidence(row, exit, keys);
      while (exit < exits - 1 && !policy.leaves(exit + 1, signal.next(evidence))) {
        exit++;
        evidence = cells.evidence(row, exit, keys);
      }
      return new @Nullable Object[] {
        cells.prediction(row, exit, evidence),
        (double) evidence.maxProbability(),
        exit + 1,
        policy.costs().cost(exit + 1)
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot apply the policy of stage %s: %s".formatted(stage, e.getMessage()), e);
    }
  }

  private static Row append(Row row, @Nullable Object[] added) {
    @Nullable Object[] values = new @Nullable Object[row.length() + added.length];
    for (int i = 0; i < row.length(); i++) {
      values[i] = row.get(i);
    }
    System.arraycopy(added, 0, values, row.length(), added.length);
    return RowFactory.create(values);
  }

  private static Iterator<Row> mapped(Iterator<Row> rows, Function<Row, Row> function) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        return function.apply(rows.next());
      }
    };
  }
}
