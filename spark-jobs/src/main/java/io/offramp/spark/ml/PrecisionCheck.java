// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.encoder.Precision;
import io.offramp.engine.run.Agreement;
import io.offramp.engine.run.EarlyExitModel;
import io.offramp.engine.run.Parity;
import io.offramp.engine.run.PrecisionChoice;
import io.offramp.engine.run.RowText;
import io.offramp.engine.run.ScoringOptions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Chooses between bfloat16 and float32 on the machine that it runs on, by what both say of some
 * rows. The model that was not chosen is let go.
 */
final class PrecisionCheck implements FlatMapFunction<Iterator<Row>, PrecisionChoice> {
  private static final long serialVersionUID = 1L;

  /** What of the two models' answers must agree. */
  enum Compared {
    /** Predictions, and exits if there is a policy. */
    ANSWERS,
    /** Predictions at every exit. */
    EVERY_EXIT
  }

  private final BundleSource bundle;
  private final Compared compared;
  private final String policyJson;

  /**
   * @param policyJson a policy of this bundle, or empty for full depth
   */
  PrecisionCheck(BundleSource bundle, Compared compared, String policyJson) {
    this.bundle = bundle;
    this.compared = compared;
    this.policyJson = policyJson;
  }

  @Override
  public Iterator<PrecisionChoice> call(Iterator<Row> rows) {
    TaskContext task = TaskContext.get();
    TaskDevice device = TaskDevice.prepare(task);
    PrecisionChoice choice =
        SharedModels.obstacle(bundle, Precision.BF16, device)
            .map(PrecisionChoice::without)
            .orElseGet(() -> compare(texts(rows), device));
    return List.of(choice).iterator();
  }

  private PrecisionChoice compare(List<RowText> rows, TaskDevice device) {
    try (SharedModels.Lease half = SharedModels.lease(bundle, Precision.BF16, device);
        SharedModels.Lease full = SharedModels.lease(bundle, Precision.FP32, device)) {
      PrecisionChoice choice = PrecisionChoice.by(agreement(half.model(), full.model(), rows));
      (choice.precision() == Precision.BF16 ? full : half).letGo();
      return choice;
    }
  }

  private Agreement agreement(EarlyExitModel half, EarlyExitModel full, List<RowText> rows) {
    ScoringOptions options = full.suitableOptions();
    if (compared == Compared.EVERY_EXIT) {
      return Parity.ofEveryExit(half, full, options, rows);
    }
    Optional<ExitPolicy> policy =
        policyJson.isEmpty()
            ? Optional.empty()
            : Optional.of(ExitPolicyParser.fromJson(policyJson, "in use"));
    return Parity.ofAnswers(half, full, policy, options, rows);
  }

  private static List<RowText> texts(Iterator<Row> rows) {
    List<RowText> texts = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      texts.add(new RowText(row.getString(0), row.length() > 1 ? row.getString(1) : null));
    }
    return texts;
  }
}
