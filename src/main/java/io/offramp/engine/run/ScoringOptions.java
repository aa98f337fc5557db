// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.Device;
import io.offramp.engine.encoder.Precision;

/**
 * How rows are grouped. None of it changes a row's answer, but {@code lengthGrid}, which may move
 * it by rounding.
 *
 * @param batchSize rows of {@link #REFERENCE_TOKENS} tokens a batch; of shorter rows more, of
 *     longer ones fewer, so that a batch has about as many tokens
 * @param windowRows rows on their way at a time, at least a batch
 * @param lengthGrid rows are padded to the next multiple of this many tokens; those of at most
 *     twice as many tokens to a multiple of half of it, and those of at most as many of a quarter
 * @param queueBytes bytes of hidden states that may wait between exits
 * @param dedupe whether a row whose text another row on its way has is answered with it, and not
 *     scored itself
 */
public record ScoringOptions(
    int batchSize, int windowRows, int lengthGrid, long queueBytes, boolean dedupe) {
  /** Tokens of a row that counts as one row of a batch. */
  public static final int REFERENCE_TOKENS = 64;

  /**
   * Batches of 2,048 tokens, 8,192 rows ahead, 512 MiB of waiting states, lengths in sixteens: the
   * fewer lengths, the fuller are batches, and attention likes sixteens.
   */
  public static final ScoringOptions DEFAULT = new ScoringOptions(32, 8192, 16, 512L << 20);

  /**
   * On a GPU: larger batches, more rows ahead and 2 GiB of waiting states. Not measured: a start.
   */
  private static final ScoringOptions GPU = new ScoringOptions(512, 32_768, 16, 2L << 30);

  private static final int NARROW = 256;

  private static final int FINE_GRID = 8;

  private static final int READ_ROWS = 1024;

  /** Batches that are not full have a multiple of so many rows, for few shapes of kernels. */
  private static final int ROW_GRID = 8;

  /** Checks all. */
  public ScoringOptions {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "Cannot score in batches of " + batchSize + " (must be at least 1)");
    }
    if (windowRows < batchSize) {
      throw new IllegalArgumentException(
          "Cannot read %d rows ahead (must be at least the batch size, %d)"
              .formatted(windowRows, batchSize));
    }
    if (lengthGrid < 1) {
      throw new IllegalArgumentException(
          "Cannot pad to multiples of " + lengthGrid + " tokens (must be at least 1)");
    }
    if (queueBytes < 0) {
      throw new IllegalArgumentException(
          "Cannot let " + queueBytes + " bytes wait (must be at least 0)");
    }
  }

  /** Options by which every row is scored itself. */
  public ScoringOptions(int batchSize, int windowRows, int lengthGrid, long queueBytes) {
    this(batchSize, windowRows, lengthGrid, queueBytes, false);
  }

  /** What suits an encoder on a device, if nothing else is asked for. */
  public static ScoringOptions on(Device device, int width, Precision precision) {
    return device.isGpu() ? GPU : onCpu(width, precision);
  }

  /**
   * What suits an encoder on a CPU. One of less than 256 wide wants batches twice as large: a
   * batch's states then still fit into a core's cache, and what a call costs by itself is shared by
   * more rows. In float32, where a layer takes three times as long, a token of padding costs more
   * than a kernel for another length: lengths are in eights.
   */
  public static ScoringOptions onCpu(int width, Precision precision) {
    ScoringOptions options =
        width < NARROW ? DEFAULT.withBatchSize(2 * DEFAULT.batchSize) : DEFAULT;
    return precision == Precision.FP32 ? options.withLengthGrid(FINE_GRID) : options;
  }

  /** The same with lengths on another grid. */
  public ScoringOptions withLengthGrid(int grid) {
    return new ScoringOptions(batchSize, windowRows, grid, queueBytes, dedupe);
  }

  /** The same windows with another batch size; the window grows if it must. */
  public ScoringOptions withBatchSize(int size) {
    return new ScoringOptions(size, Math.max(windowRows, size), lengthGrid, queueBytes, dedupe);
  }

  /** The same, with another {@link #dedupe}. */
  public ScoringOptions withDedupe(boolean value) {
    return new ScoringOptions(batchSize, windowRows, lengthGrid, queueBytes, value);
  }

  /** Rows of a full batch of rows padded to {@code length} tokens. */
  public int rows(int length) {
    return rows(tokens(), length);
  }

  /** Tokens of a full batch. */
  long tokens() {
    return (long) batchSize * REFERENCE_TOKENS;
  }

  /** Rows of {@code length} tokens of a batch of at most so many tokens, at least 1. */
  static int rows(long tokens, int length) {
    int rows = (int) Math.min(Integer.MAX_VALUE, tokens / length);
    return rows < ROW_GRID ? Math.max(1, rows) : rows / ROW_GRID * ROW_GRID;
  }

  /**
   * Rows that a batch which cannot be full is filled up to, with copies that nobody looks at.
   *
   * @param full rows of a full one
   */
  static int filled(int rows, int full) {
    int grid = Math.min(ROW_GRID, full);
    return (rows + grid - 1) / grid * grid;
  }

  /** Tokens that a row is padded to, before the model's greatest length is looked at. */
  public int padded(int length) {
    int part = length <= lengthGrid ? 4 : length <= 2 * lengthGrid ? 2 : 1;
    int grid = Math.max(1, lengthGrid / part);
    return (length + grid - 1) / grid * grid;
  }

  /** Rows read and tokenised at a time. */
  int readRows() {
    return Math.min(windowRows, READ_ROWS);
  }
}
