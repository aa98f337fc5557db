// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import org.jspecify.annotations.Nullable;

/** A table that cannot be read or written; the message names it and says what to do. */
public final class TableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TableException(String message) {
    super(message);
  }

  TableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
