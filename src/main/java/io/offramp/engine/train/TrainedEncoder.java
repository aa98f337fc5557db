// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.torchscript.Tensor;
import java.util.List;

/**
 * What training leaves: the weights of the best epoch.
 *
 * @param weights in the template's order
 * @param temperatures by exit, fitted on the dev rows
 * @param devAccuracy by exit, on the dev rows that chose the epoch: slightly optimistic
 * @param bestEpoch from 1
 */
public record TrainedEncoder(
    List<Tensor> weights, List<Double> temperatures, List<Double> devAccuracy, int bestEpoch) {}
