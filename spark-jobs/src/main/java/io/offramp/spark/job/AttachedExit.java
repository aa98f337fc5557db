// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An exit and how it does on the dev rows.
 *
 * @param exit from 1
 * @param layer after which it stands
 * @param cost of a row that leaves there, as a fraction of full depth
 * @param rows it was fitted on; 0 where its head was kept
 * @param regularisation that was chosen; empty where its head was kept
 * @param accuracy share of the labelled dev rows it labels right, of numbers R²; empty: none is
 *     labelled
 * @param agreement share of the dev rows of which it says what the last exit says; of numbers R²
 *     against its
 * @param errorBefore expected calibration error before the temperature, against what exits were
 *     fitted to; empty for an exit that was its own teacher
 * @param errorAfter the same after it
 * @param temperature by which its logits are divided
 */
public record AttachedExit(
    int exit,
    int layer,
    double cost,
    long rows,
    Optional<Regularisation> regularisation,
    OptionalDouble accuracy,
    double agreement,
    OptionalDouble errorBefore,
    OptionalDouble errorAfter,
    double temperature) {}
