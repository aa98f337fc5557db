// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.ExitAnswer;
import io.offramp.engine.run.Outcome;
import io.offramp.engine.run.Scorer;
import io.offramp.engine.run.Scorers;
import io.offramp.engine.run.ScoringOptions;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Adds prediction, confidence, exit, cost, truncated and error to every row, where several labels
 * may apply probabilities, and if wanted whether it was answered with another row.
 */
class ScorePartition extends PartitionFunction<ExitAnswer> {
  private static final long serialVersionUID = 1L;
  private static final int ERROR = 5;
  private static final int COLUMNS = 6;

  private final String policyJson;
  private final int batchSize;
  private final boolean dedupe;
  private final boolean tellsDuplicates;
  private final Task task;
  private final List<String> labels;
  private final double[] costs;

  /**
   * @param policyJson a policy of this bundle, or empty for full depth
   * @param batchSize rows run together, or {@link #BY_DEVICE}
   * @param dedupe whether rows of one text on their way share an answer
   * @param tellsDuplicates whether a last column says which did
   */
  ScorePartition(
      BundleSource bundle,
      Precision precision,
      BundleManifest manifest,
      int textColumn,
      int pairColumn,
      String policyJson,
      int batchSize,
      boolean dedupe,
      boolean tellsDuplicates,
      RowCounter rowCounter) {
    super(bundle, precision, textColumn, pairColumn, rowCounter);
    this.policyJson = policyJson;
    this.batchSize = batchSize;
    this.dedupe = dedupe;
    this.tellsDuplicates = tellsDuplicates;
    this.task = manifest.task();
    this.labels = manifest.labels();
    this.costs = manifest.costs().toArray();
  }

  @Override
  Scorer<ExitAnswer> scorer(EarlyExitModel model) {
    ScoringOptions options = options(model);
    if (policyJson.isEmpty()) {
      return Scorers.fullDepth(model, options);
    }
    ExitPolicy policy = ExitPolicyParser.fromJson(policyJson, "of the stage");
    return Scorers.earlyExit(model, policy, options);
  }

  ScoringOptions options(EarlyExitModel model) {
    return options(model, batchSize).withDedupe(dedupe);
  }

  @Override
  double cost(Outcome<ExitAnswer> outcome) {
    return outcome instanceof Outcome.Answered<ExitAnswer> answered
        ? costs[answered.answer().exit() - 1]
        : Double.NaN;
  }

  @Override
  @Nullable Object[] columns(Row row, Outcome<ExitAnswer> outcome) {
    boolean sets = task == Task.MULTI_LABEL;
    int duplicate = sets ? COLUMNS + 1 : COLUMNS;
    @Nullable Object[] columns = new @Nullable Object[tellsDuplicates ? duplicate + 1 : duplicate];
    if (outcome instanceof Outcome.Answered<ExitAnswer> answered) {
      ExitAnswer answer = answered.answer();
      columns[0] = prediction(answer);
      columns[1] = answer.confidence();
      columns[2] = answer.exit();
      columns[3] = costs[answer.exit() - 1];
      columns[4] = answered.truncated();
      if (sets) {
        columns[COLUMNS] = answer.probabilities().toArray(new Float[0]);
      }
      if (tellsDuplicates) {
        columns[duplicate] = answered.duplicate();
      }
    } else {
      columns[ERROR] = ((Outcome.Rejected<ExitAnswer>) outcome).reason();
    }
    return columns;
  }

  private Object prediction(ExitAnswer answer) {
    return switch (task) {
      case SINGLE_LABEL -> labels.get(answer.label());
      case MULTI_LABEL -> names(answer.labels());
      case REGRESSION -> answer.number();
    };
  }

  private String[] names(List<Integer> set) {
    return set.stream().map(labels::get).toArray(String[]::new);
  }
}
