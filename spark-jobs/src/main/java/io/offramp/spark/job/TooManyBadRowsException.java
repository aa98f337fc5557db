// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

/** More rows than borne could not be scored; nothing was put into the output's place. */
public final class TooManyBadRowsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManyBadRowsException(String message) {
    super(message);
  }
}
