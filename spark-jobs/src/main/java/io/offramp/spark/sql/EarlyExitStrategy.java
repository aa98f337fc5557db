// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.List;

/** Plans {@link EarlyExitEval} as {@link EarlyExitExec}. */
final class EarlyExitStrategy extends SparkStrategy {
  @Override
  public List<SparkPlan> apply(LogicalPlan plan) {
    return plan instanceof EarlyExitEval eval
        ? ScalaLists.of(
            java.util.List.of(
                new EarlyExitExec(
                    eval.call(), eval.result(), eval.scoring(), planLater(eval.child()))))
        : ScalaLists.of(java.util.List.of());
  }
}
