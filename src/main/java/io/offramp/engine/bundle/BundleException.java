// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

/** A bundle that cannot be used or written; the message names the file, and what to do. */
public final class BundleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BundleException(String message) {
    super(message);
  }

  BundleException(String message, Throwable cause) {
    super(message, cause);
  }
}
