// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.ExitAnswer;
import io.offramp.engine.run.Scorer;
import io.offramp.engine.run.Scorers;
import io.offramp.engine.run.ScoringOptions;
import java.util.ArrayList;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/** What {@link ScorePartition} does; if told so, rows leave where a column of theirs says. */
final class MeasuredPartition extends ScorePartition {
  private static final long serialVersionUID = 1L;

  private final int exitColumn;
  private final int batchSize;
  private final int windowRows;
  private final int lengthGrid;
  private final long queueBytes;
  private final boolean dedupe;

  /** The exits of the rows read so far, by number; each task has its own copy of this function. */
  private final ArrayList<Integer> exits = new ArrayList<>();

  /**
   * @param exitColumn index of an int column, the row's exit from 1; negative: none, rows leave by
   *     the plan's policy, if it has one
   */
  MeasuredPartition(
      BundleSource bundle,
      MeasuredPlan plan,
      BundleManifest manifest,
      int textColumn,
      int pairColumn,
      int exitColumn,
      RowCounter rowCounter) {
    super(
        bundle,
        plan.precision(),
        manifest,
        textColumn,
        pairColumn,
        plan.policyJson(),
        plan.options().batchSize(),
        plan.options().dedupe(),
        false,
        rowCounter);
    ScoringOptions options = plan.options();
    this.exitColumn = exitColumn;
    this.batchSize = options.batchSize();
    this.windowRows = options.windowRows();
    this.lengthGrid = options.lengthGrid();
    this.queueBytes = options.queueBytes();
    this.dedupe = options.dedupe();
  }

  @Override
  ScoringOptions options(EarlyExitModel model) {
    return new ScoringOptions(batchSize, windowRows, lengthGrid, queueBytes, dedupe);
  }

  @Override
  Scorer<ExitAnswer> scorer(EarlyExitModel model) {
    return exitColumn < 0
        ? super.scorer(model)
        : Scorers.replay(model, row -> exits.get(Math.toIntExact(row)), options(model));
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (exitColumn < 0) {
      return super.call(rows);
    }
    return super.call(
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return rows.hasNext();
          }

          @Override
          public Row next() {
            Row row = rows.next();
            exits.add(row.getInt(exitColumn));
            return row;
          }
        });
  }
}
