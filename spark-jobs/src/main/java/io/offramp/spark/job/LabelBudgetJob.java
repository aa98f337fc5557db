// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.certify.CalibrationResult;
import io.offramp.calibration.certify.LabelPlan;
import io.offramp.spark.trace.RowIds;
import io.offramp.spark.trace.TraceTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Certifies an accuracy drop with labels for a chosen few rows only. */
public final class LabelBudgetJob {
  private LabelBudgetJob() {}

  /**
   * What was asked for.
   *
   * @param rows that need a label
   * @param standFor rows that these labels test
   * @param traced rows in all
   */
  public record Asked(int rows, int standFor, int traced) {}

  /**
   * The first step: writes the rows that need a label.
   *
   * @throws RuntimeException with a message for the user if the traces cannot be used
   */
  public static Asked ask(SparkSession spark, CalibrateRequest request, LabelBudgetRequest budget) {
    TraceTable traces = TraceTable.read(spark, request.traces().withIds());
    LabelPlan plan = plan(traces, request, budget);
    RowIds ids = traces.ids().orElseThrow();
    ids.requireUnique(plan.rowsToLabel());
    List<String> asked = new ArrayList<>();
    for (int row : plan.rowsToLabel()) {
      asked.add(ids.get(row));
    }
    LabelFile.write(Path.of(budget.toLabel().orElseThrow()), asked);
    return new Asked(asked.size(), plan.testingRows(), traces.trace().rows());
  }

  /**
   * The second step: takes the labels and certifies; writes the policy file if it succeeds.
   *
   * @throws RuntimeException with a message for the user if the traces or labels cannot be used
   */
  public static CalibrateReport certify(
      SparkSession spark, CalibrateRequest request, LabelBudgetRequest budget) {
    TraceTable traces = TraceTable.read(spark, request.traces().withIds());
    LabelPlan plan = plan(traces, request, budget);
    int[] rows = plan.rowsToLabel();
    RowIds ids = traces.ids().orElseThrow();
    ids.requireUnique(rows);
    String file = budget.labels().orElseThrow();
    RowLabels labels =
        rows.length == 0 // nothing was asked, so there is nothing to read
            ? LabelFile.none(file, traces.labelClasses())
            : LabelFile.read(spark, file, traces.labelClasses());
    labels.require(rows, ids);
    CalibrationResult result = plan.certify(row -> labels.of(ids.get(row)), request.of(traces));
    request.write(result);
    return new CalibrateReport(result, traces, labels.strays());
  }

  private static LabelPlan plan(
      TraceTable traces, CalibrateRequest request, LabelBudgetRequest budget) {
    return LabelPlan.of(
        traces.trace(),
        request.goal().of(traces),
        request.method().options(traces),
        budget.budget(),
        request.seed());
  }
}
