// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import io.offramp.calibration.policy.ExitCosts;

/**
 * A trace as thresholds see it: for every row and every exit but the last, a signal, and what would
 * come of leaving there instead of at the last exit. Column by column, exits counted from 0.
 */
public final class ExitTable {
  /** Leaving gives the last exit's answer, and if the label is known, both are right or wrong. */
  public static final byte AGREES = 0;

  /** The answers differ: the last exit is right and this one wrong. */
  public static final byte HARMFUL = 1;

  /** The answers differ: this exit is right and the last one wrong. */
  public static final byte HELPFUL = -1;

  /** The answers differ and both are wrong. */
  public static final byte BOTH_WRONG = 2;

  /** The answers differ and the label is not known. */
  public static final byte UNKNOWN = 3;

  /** The answers differ and both are right, as numbers can be. */
  public static final byte BOTH_RIGHT = 4;

  /** The answers are the same, of numbers: the last exit is right and this one wrong. */
  public static final byte SAME_HARMFUL = 5;

  /** The answers are the same, of numbers: this exit is right and the last one wrong. */
  public static final byte SAME_HELPFUL = 6;

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
    return !differs(effect(exit, row));
  }

  /** Whether the answers differ. */
  public static boolean differs(byte effect) {
    return effect != AGREES && effect != SAME_HARMFUL && effect != SAME_HELPFUL;
  }

  /**
   * What is lost: 1 where only the last exit is right, -1 where only this one is, else 0; 0 also
   * where the label is not known.
   */
  public static int drop(byte effect) {
    return switch (effect) {
      case HARMFUL, SAME_HARMFUL -> 1;
      case HELPFUL, SAME_HELPFUL -> -1;
      default -> 0;
    };
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
