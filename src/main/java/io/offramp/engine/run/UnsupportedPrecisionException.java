// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.io.IOException;

/** A device cannot compute in a precision; the message names both and what to use instead. */
public final class UnsupportedPrecisionException extends IOException {
  private static final long serialVersionUID = 1L;

  UnsupportedPrecisionException(String message) {
    super(message);
  }

  UnsupportedPrecisionException(String message, Throwable cause) {
    super(message, cause);
  }
}
