// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.torchscript.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Where training stands between two steps.
 *
 * @param epoch of the next step, from 1
 * @param stepsOfEpoch steps of that epoch that are done
 * @param lossSum over them, in nats
 * @param steps all steps that are done
 * @param weights in the template's order
 * @param means the optimiser's, by weight
 * @param variances the optimiser's, by weight
 * @param best the best epoch so far, if one is done
 */
record TrainingState(
    int epoch,
    int stepsOfEpoch,
    double lossSum,
    int steps,
    List<Tensor> weights,
    List<float[]> means,
    List<float[]> variances,
    Optional<TrainedEncoder> best) {}
