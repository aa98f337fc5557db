// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.trace;

/** A row that cannot be part of a trace, or a question a trace cannot answer. */
public final class TraceException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  TraceException(String message) {
    super(message);
  }
}
