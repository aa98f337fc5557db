// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

/** Rows from which no policy could be certified; the message says why and what would help. */
public final class NotCertifiedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NotCertifiedException(String message) {
    super(message);
  }
}
