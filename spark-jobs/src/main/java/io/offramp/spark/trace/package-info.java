// SPDX-License-Identifier: Apache-2.0
/**
 * Traces from anywhere: reads what {@code offramp trace} wrote, and tables of predictions and
 * confidences or of probabilities that other programs wrote, into calibration's traces. Where a
 * model says sets of labels, each distinct set is a class; numbers are the same within a tolerance.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.trace;
