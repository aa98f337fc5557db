// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.torch.OutOfDeviceMemoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many tokens a batch may have: as many as the options say, until a batch does not fit into the
 * device's memory; then half of what did not fit. It never grows again. Not safe for use by many
 * threads at once.
 */
final class TokenBudget {
  private static final Logger LOG = LoggerFactory.getLogger(TokenBudget.class);

  private long tokens;

  TokenBudget(ScoringOptions options) {
    this.tokens = options.tokens();
  }

  /** Rows of a full batch of rows padded to {@code length} tokens, at least 1. */
  int rows(int length) {
    return ScoringOptions.rows(tokens, length);
  }

  /** Rows that a batch of fewer rows than a full one is filled up to. */
  int filled(int rows, int length) {
    return ScoringOptions.filled(rows, rows(length));
  }

  /**
   * Makes batches smaller than one that did not fit. If others did so since that batch was put
   * together, they are small enough already.
   *
   * @param rows of the batch, empty seats too
   * @param length tokens that its rows are padded to
   * @return whether batches are smaller now; false: it had one row only
   */
  boolean shrink(int rows, int length, OutOfDeviceMemoryException reason) {
    if (rows == 1) {
      return false;
    }
    long half = (long) rows * length / 2;
    if (half < tokens) {
      LOG.warn(
          "Out of memory by a batch of {} rows of {} tokens: batches have at most {} tokens from now on, not {} ({})",
          rows,
          length,
          half,
          tokens,
          reason.said());
      tokens = half;
    }
    return true;
  }
}
