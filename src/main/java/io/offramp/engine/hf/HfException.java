// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import org.jspecify.annotations.Nullable;

/** A folder or bundle that cannot be imported or exported; the message says why, and what to do. */
public final class HfException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HfException(String message) {
    super(message);
  }

  HfException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
