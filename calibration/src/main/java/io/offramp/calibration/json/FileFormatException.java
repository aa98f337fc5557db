// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.json;

/**
 * A policy file that cannot be read as one; the message names the file, the field and the value.
 */
public final class FileFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FileFormatException(String message) {
    super(message);
  }

  FileFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
