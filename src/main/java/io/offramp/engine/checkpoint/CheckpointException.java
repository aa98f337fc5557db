// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

/**
 * A checkpoint that cannot be used or written; the message names the file, the tensor, field or
 * entry, and what to do.
 */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A refusal with this message. */
  public CheckpointException(String message) {
    super(message);
  }

  /** A refusal with this message, because of something else. */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
