// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

/**
 * Learning rate: linear from 0 to the peak, then a half cosine down to a twentieth of it.
 *
 * @param peak highest rate
 * @param warmUpSteps steps until the peak
 * @param steps all steps
 */
record WarmUpCosine(double peak, int warmUpSteps, int steps) {
  private static final double FINAL_SHARE = 0.05;

  /** The rate of a step, from 1. */
  double at(int step) {
    if (step <= warmUpSteps) {
      return peak * step / Math.max(1, warmUpSteps);
    }
    double progress = Math.min(1, (step - warmUpSteps) / (double) Math.max(1, steps - warmUpSteps));
    double cosine = 0.5 * (1 + Math.cos(Math.PI * progress));
    return peak * (FINAL_SHARE + (1 - FINAL_SHARE) * cosine);
  }
}
