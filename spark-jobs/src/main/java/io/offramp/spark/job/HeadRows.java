// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

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

  /** The pooled states of an exit (1-based), as far as they vary. */
  static Column features(FeatureTable table, int exit) {
    return VaryingFeatures.of(table.fitted(), exit).as(FEATURES);
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
    Dataset<Row> rows =
        table
            .fitted()
            .select(target, features(table, exit))
            .persist(StorageLevel.MEMORY_AND_DISK());
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
