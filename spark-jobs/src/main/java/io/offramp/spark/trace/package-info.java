// SPDX-License-Identifier: Apache-2.0
/**
 * Traces from anywhere: reads what {@code offramp trace} wrote, and tables of predictions and
 * confidences or of probabilities that other programs wrote, into calibration's traces.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.trace;
