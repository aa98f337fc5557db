// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.search.LogisticFit;
import io.offramp.calibration.signal.LearnedSignal;
import io.offramp.calibration.signal.SignalFeatures;
import io.offramp.calibration.signal.SignalFeatures.Feature;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fits a {@link LearnedSignal}: for each exit the chance, from all the simple signals together,
 * that it answers as the last exit does. Needs no labels.
 *
 * <p>After the learned exiting of BERxiT (J. Xin, R. Tang, Y. Yu, J. Lin, EACL 2021), with a
 * logistic regression in place of a network.
 */
final class SignalLearner {
  private static final double RIDGE = 0.3;

  private SignalLearner() {}

  static LearnedSignal fit(Trace trace, int[] rows) {
    List<Feature> layout = SignalFeatures.layout(trace.hasProbabilities());
    int features = layout.size();
    int early = trace.exits() - 1;
    double[][][] x = new double[early][rows.length][features];
    for (int i = 0; i < rows.length; i++) {
      SignalFeatures ofRow = new SignalFeatures(trace.exits(), trace.hasProbabilities());
      for (int exit = 0; exit < early; exit++) {
        ofRow.next(trace.evidence(rows[i], exit + 1), x[exit][i]);
      }
    }
    List<List<Double>> weights = new ArrayList<>();
    for (int exit = 0; exit < early; exit++) {
      boolean[] agrees = new boolean[rows.length];
      for (int i = 0; i < rows.length; i++) {
        agrees[i] = trace.agree(rows[i], exit + 1, trace.exits());
      }
      weights.add(weights(layout, x[exit], agrees));
    }
    return new LearnedSignal(weights);
  }

  /** The prior: the log odds of the max-probability, and nothing of the rest. */
  private static List<Double> weights(List<Feature> layout, double[][] x, boolean[] agrees) {
    double[] prior = new double[layout.size()];
    prior[layout.indexOf(Feature.LOGIT)] = 1;
    double[] ridge = new double[layout.size()];
    Arrays.fill(ridge, RIDGE);
    double[] w =
        LogisticFit.fit(
            x.length,
            (i, into) -> System.arraycopy(x[i], 0, into, 0, into.length),
            agrees,
            prior,
            ridge);
    return Arrays.stream(w).boxed().toList();
  }
}
