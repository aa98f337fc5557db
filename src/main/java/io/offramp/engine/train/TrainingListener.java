// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import java.util.List;

/** Hears how training goes, from the training thread. */
public interface TrainingListener {
  /**
   * Before the first step of a run that goes on from a checkpoint.
   *
   * @param epoch of the next step, from 1
   * @param steps of that epoch that are done
   */
  default void onResume(int epoch, int steps) {}

  /**
   * After each step.
   *
   * @param epoch from 1
   * @param step of this epoch, from 1
   * @param steps in this epoch
   * @param loss the {@linkplain Objective objective}, running over the epoch, in nats
   */
  void onStep(int epoch, int step, int steps, double loss);

  /**
   * After each epoch.
   *
   * @param epoch from 1
   * @param loss mean training loss of the epoch, in nats
   * @param devAccuracy by exit, from the first
   */
  void onEpoch(int epoch, double loss, List<Double> devAccuracy);

  /**
   * Before training gives up between two steps, or two batches of dev rows, as the process was told
   * to end.
   *
   * @param epoch of the step that would have been next, from 1
   * @param steps of that epoch that are done
   * @param written whether there is a checkpoint of just this place
   */
  default void onStop(int epoch, int steps, boolean written) {}
}
