// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

import io.offramp.calibration.signal.ExitEvidence;
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
  private final boolean probabilities;
  private final List<Block> blocks;
  private int rows;
  private int labelledRows;

  /** Margins and certainties are empty in a store without probabilities. */
  private static final class Block {
    final int[] labels = new int[BLOCK_ROWS];
    final int[] predictions;
    final float[] maxProbabilities;
    final float[] margins;
    final float[] certainties;

    Block(int exits, boolean probabilities) {
      int cells = Math.multiplyExact(BLOCK_ROWS, exits);
      predictions = new int[cells];
      maxProbabilities = new float[cells];
      margins = new float[probabilities ? cells : 0];
      certainties = new float[probabilities ? cells : 0];
    }
  }

  RowStore(int exits, boolean probabilities) {
    this(exits, probabilities, new ArrayList<>());
  }

  private RowStore(int exits, boolean probabilities, List<Block> blocks) {
    this.exits = exits;
    this.probabilities = probabilities;
    this.blocks = blocks;
  }

  /** Whether margins and certainties are kept. */
  boolean hasProbabilities() {
    return probabilities;
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
    return block(row).predictions[cell(row, exit)];
  }

  float maxProbability(int row, int exit) {
    return block(row).maxProbabilities[cell(row, exit)];
  }

  float margin(int row, int exit) {
    return block(row).margins[cell(row, exit)];
  }

  float certainty(int row, int exit) {
    return block(row).certainties[cell(row, exit)];
  }

  ExitEvidence evidence(int row, int exit) {
    Block block = block(row);
    int cell = cell(row, exit);
    int prediction = block.predictions[cell];
    float maxProbability = block.maxProbabilities[cell];
    return probabilities
        ? new ExitEvidence(prediction, maxProbability, block.margins[cell], block.certainties[cell])
        : ExitEvidence.ofAnswer(prediction, maxProbability);
  }

  void add(int label, float[][] rowProbabilities) {
    Block block = blockWithRoom();
    for (int exit = 0; exit < exits; exit++) {
      put(block, cell(rows, exit), ExitEvidence.of(rowProbabilities[exit]));
    }
    finish(block, label);
  }

  void add(int label, ExitEvidence[] exitEvidence) {
    Block block = blockWithRoom();
    for (int exit = 0; exit < exits; exit++) {
      put(block, cell(rows, exit), exitEvidence[exit]);
    }
    finish(block, label);
  }

  private static void put(Block block, int cell, ExitEvidence evidence) {
    block.predictions[cell] = evidence.prediction();
    block.maxProbabilities[cell] = evidence.maxProbability();
    block.margins[cell] = evidence.margin();
    block.certainties[cell] = evidence.certainty();
  }

  void add(int label, int[] predictions, float[] confidences) {
    Block block = blockWithRoom();
    System.arraycopy(predictions, 0, block.predictions, cell(rows, 0), exits);
    System.arraycopy(confidences, 0, block.maxProbabilities, cell(rows, 0), exits);
    finish(block, label);
  }

  /** Appends a row of another store of as many exits and the same kind. */
  void copy(RowStore other, int row) {
    Block block = blockWithRoom();
    Block from = other.block(row);
    int start = cell(rows, 0);
    int fromStart = cell(row, 0);
    System.arraycopy(from.predictions, fromStart, block.predictions, start, exits);
    System.arraycopy(from.maxProbabilities, fromStart, block.maxProbabilities, start, exits);
    if (probabilities) {
      System.arraycopy(from.margins, fromStart, block.margins, start, exits);
      System.arraycopy(from.certainties, fromStart, block.certainties, start, exits);
    }
    finish(block, other.label(row));
  }

  /**
   * A view of the rows so far. Later rows go behind them into shared blocks, where the snapshot
   * does not look.
   */
  RowStore snapshot() {
    RowStore copy = new RowStore(exits, probabilities, new ArrayList<>(blocks));
    copy.rows = rows;
    copy.labelledRows = labelledRows;
    return copy;
  }

  private int cell(int row, int exit) {
    return (row & BLOCK_MASK) * exits + exit;
  }

  private Block block(int row) {
    return blocks.get(row >>> BLOCK_BITS);
  }

  private Block blockWithRoom() {
    if ((rows & BLOCK_MASK) == 0) {
      blocks.add(new Block(exits, probabilities));
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
}
