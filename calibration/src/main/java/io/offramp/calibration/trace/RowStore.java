// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import io.offramp.calibration.policy.Signal;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in blocks of primitive arrays, exits counted from 0. Growing appends a block and copies
 * nothing, so that the peak is what is stored.
 */
final class RowStore {
  static final int UNLABELLED = -1;
  private static final int BLOCK_BITS = 14;
  private static final int BLOCK_ROWS = 1 << BLOCK_BITS;
  private static final int BLOCK_MASK = BLOCK_ROWS - 1;

  private final int exits;
  private final List<Block> blocks;
  private int rows;
  private int labelledRows;

  private static final class Block {
    final int[] labels = new int[BLOCK_ROWS];
    final int[] predictions;
    final float[] signals;

    Block(int exits) {
      int cells = Math.multiplyExact(BLOCK_ROWS, exits);
      predictions = new int[cells];
      signals = new float[cells];
    }
  }

  RowStore(int exits) {
    this(exits, new ArrayList<>());
  }

  private RowStore(int exits, List<Block> blocks) {
    this.exits = exits;
    this.blocks = blocks;
  }

  int rows() {
    return rows;
  }

  int labelledRows() {
    return labelledRows;
  }

  int label(int row) {
    return block(row).labels[row & BLOCK_MASK];
  }

  int prediction(int row, int exit) {
    return block(row).predictions[(row & BLOCK_MASK) * exits + exit];
  }

  float signal(int row, int exit) {
    return block(row).signals[(row & BLOCK_MASK) * exits + exit];
  }

  void add(int label, float[][] probabilities) {
    Block block = blockWithRoom();
    int start = (rows & BLOCK_MASK) * exits;
    for (int exit = 0; exit < exits; exit++) {
      block.predictions[start + exit] = firstGreatest(probabilities[exit]);
      block.signals[start + exit] = (float) Signal.MAX_PROBABILITY.value(probabilities[exit]);
    }
    finish(block, label);
  }

  /** Appends a row of another store with as many exits. */
  void copy(RowStore other, int row) {
    Block block = blockWithRoom();
    Block from = other.block(row);
    int start = (rows & BLOCK_MASK) * exits;
    int fromStart = (row & BLOCK_MASK) * exits;
    System.arraycopy(from.predictions, fromStart, block.predictions, start, exits);
    System.arraycopy(from.signals, fromStart, block.signals, start, exits);
    finish(block, other.label(row));
  }

  /**
   * A view of the rows so far. Later rows go behind them into shared blocks, where the snapshot
   * does not look.
   */
  RowStore snapshot() {
    RowStore copy = new RowStore(exits, new ArrayList<>(blocks));
    copy.rows = rows;
    copy.labelledRows = labelledRows;
    return copy;
  }

  private Block block(int row) {
    return blocks.get(row >>> BLOCK_BITS);
  }

  private Block blockWithRoom() {
    if ((rows & BLOCK_MASK) == 0) {
      blocks.add(new Block(exits));
    }
    return blocks.get(blocks.size() - 1);
  }

  private void finish(Block block, int label) {
    block.labels[rows & BLOCK_MASK] = label;
    rows = Math.incrementExact(rows);
    if (label != UNLABELLED) {
      labelledRows++;
    }
  }

  private static int firstGreatest(float[] values) {
    int greatest = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[greatest]) {
        greatest = i;
      }
    }
    return greatest;
  }
}
