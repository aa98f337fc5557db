// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.col;

import io.offramp.engine.train.LinearHead;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Rows that heads of an exit are fitted on, several times over. */
final class HeadRows {
  /** The column of the exit's pooled states, a vector. */
  static final String FEATURES = "features";

  private HeadRows() {}

  /**
   * Rows to fit heads of an exit on: its pooled states, as far as they vary, and a target.
   *
   * @param exit from 1
   * @param target a column of the table, by the name that the fitter knows it by
   */
  static Dataset<Row> of(FeatureTable table, int exit, Column target) {
    Column features = array_to_vector(col(FeatureTable.pooled(exit)).cast("array<double>"));
    return VaryingFeatures.only(table.fitted().select(target, features.as(FEATURES)));
  }

  /**
   * Heads of an exit (1-based), one for each regularisation, from rows that are kept meanwhile.
   *
   * @param target a column of the table, by the name that the fitter knows it by
   * @param fitter looks at the rows, once, and gives what fits a head on them
   * @param onFit hears how many heads are done
   */
  static List<LinearHead> fit(
      FeatureTable table,
      int exit,
      Column target,
      List<Regularisation> grid,
      Function<Dataset<Row>, Function<Regularisation, LinearHead>> fitter,
      IntConsumer onFit) {
    Dataset<Row> rows = of(table, exit, target).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Function<Regularisation, LinearHead> head = fitter.apply(rows);
      List<LinearHead> heads = new ArrayList<>();
      for (Regularisation one : grid) {
        heads.add(head.apply(one));
        onFit.accept(heads.size());
      }
      return heads;
    } finally {
      rows.unpersist();
    }
  }
}
