// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import org.jspecify.annotations.Nullable;

/** A table's ledger, or a stream's checkpoint, cannot be used; the message says why. */
public final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LedgerException(String message) {
    super(message);
  }

  LedgerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
