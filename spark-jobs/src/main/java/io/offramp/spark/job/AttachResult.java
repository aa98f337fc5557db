// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bundle.ExitInfo;
import io.offramp.engine.encoder.EncoderFlops;
import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.train.LinearHead;
import io.offramp.engine.train.NewExits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was found, before it is written.
 *
 * @param exits where they stand
 * @param plan what they were fitted to
 * @param counts of the rows
 * @param heads by exit
 * @param regularisations of the exits that were fitted
 * @param scores by exit
 * @param labelledDevRows dev rows with a label that the bundle knows
 * @param keptAccuracy what the source says of its last exit
 * @param tensors of the source
 */
record AttachResult(
    NewExits exits,
    AttachPlan plan,
    FeatureTable.Counts counts,
    List<LinearHead> heads,
    List<Regularisation> regularisations,
    List<DevScores> scores,
    long labelledDevRows,
    OptionalDouble keptAccuracy,
    List<Tensor> tensors) {

  /** Mean length in tokens, for which costs are counted. */
  int costTokens() {
    return Math.max(1, Math.min(exits.shape().maxLength(), (int) Math.round(counts.meanTokens())));
  }

  /** Weights of the new bundle, in the archive's order. */
  List<Tensor> weights() {
    return exits.weights(tensors, heads);
  }

  double[] temperatures() {
    return scores.stream().mapToDouble(DevScores::temperature).toArray();
  }

  /** The exits as the manifest describes them. */
  List<ExitInfo> infos() {
    EncoderShape shape = exits.shape();
    List<ExitInfo> infos = new ArrayList<>();
    for (int exit = 1; exit <= shape.exits(); exit++) {
      DevScores score = scores.get(exit - 1);
      boolean told = score.accuracy().isPresent() || !exits.keeps(exit);
      infos.add(
          new ExitInfo(
              shape.exitLayers().get(exit - 1),
              EncoderFlops.atExit(shape, exit, costTokens()),
              score.temperature(),
              told ? score.accuracy() : keptAccuracy,
              true));
    }
    return infos;
  }

  /** The exits as the report describes them. */
  List<AttachedExit> rows() {
    EncoderShape shape = exits.shape();
    double[] costs = EncoderFlops.costs(shape, costTokens());
    List<AttachedExit> rows = new ArrayList<>();
    for (int exit = 1; exit <= shape.exits(); exit++) {
      DevScores score = scores.get(exit - 1);
      boolean kept = exits.keeps(exit);
      rows.add(
          new AttachedExit(
              exit,
              shape.exitLayers().get(exit - 1),
              costs[exit - 1],
              kept ? 0 : counts.fitted(),
              kept ? Optional.empty() : Optional.of(regularisations.get(exit - 1)),
              score.accuracy(),
              score.agreement(),
              score.errorBefore(),
              score.errorAfter(),
              score.temperature()));
    }
    return rows;
  }
}
