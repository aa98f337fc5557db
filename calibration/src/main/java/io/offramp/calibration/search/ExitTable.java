// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import io.offramp.calibration.policy.ExitCosts;

/**
 * A trace as thresholds see it: for every row and every exit but the last, a signal, and what would
 * come of leaving there instead of at the last exit. Column by column, exits counted from 0.
 */
public final class ExitTable {
  /** Leaving gives the last exit's answer. */
  public static final byte AGREES = 0;

  /** The last exit is right and this one wrong. */
  public static final byte HARMFUL = 1;

  /** This exit is right and the last one wrong. */
  public static final byte HELPFUL = -1;

  /** The answers differ and both are wrong. */
  public static final byte BOTH_WRONG = 2;

  /** The answers differ and the label is not known. */
  public static final byte UNKNOWN = 3;

  private final ExitCosts costs;
  private final int rows;
  private final float[][] signals;
  private final float[] last;
  private final byte[][] effects;
  private final boolean[] labelled;

  /**
   * A table over given columns, which are not copied.
   *
   * @param costs of the K exits
   * @param signals [K-1][rows], in [0,1]
   * @param last [rows], how sure the last exit is, in [0,1]
   * @param effects [K-1][rows], the constants of this class
   * @param labelled whether a row's label is known, by row
   */
  public ExitTable(
      ExitCosts costs, float[][] signals, float[] last, byte[][] effects, boolean[] labelled) {
    this.costs = costs;
    this.rows = labelled.length;
    this.signals = signals;
    this.last = last;
    this.effects = effects;
    this.labelled = labelled;
  }

  /** The exits' costs. */
  public ExitCosts costs() {
    return costs;
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of exits with a threshold, K-1. */
  public int early() {
    return signals.length;
  }

  /** Whether a row's label is known. */
  public boolean labelled(int row) {
    return labelled[row];
  }

  /** The signal of a row at an exit 0..K-2. */
  public float signal(int exit, int row) {
    return signals[exit][row];
  }

  /** How sure the last exit is of a row. */
  public float last(int row) {
    return last[row];
  }

  /** The effect of a row's leaving at an exit 0..K-1; at the last it agrees. */
  public byte effect(int exit, int row) {
    return exit == effects.length ? AGREES : effects[exit][row];
  }

  /** Whether an exit 0..K-1 answers a row as the last exit does. */
  public boolean agrees(int exit, int row) {
    return effect(exit, row) == AGREES;
  }

  /** The exit, 0..K-1, at which a row leaves by K-1 thresholds. */
  public int exit(float[] thresholds, int row) {
    int exit = 0;
    while (exit < signals.length && !(signals[exit][row] >= thresholds[exit])) {
      exit++;
    }
    return exit;
  }
}
