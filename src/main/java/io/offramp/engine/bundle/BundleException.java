// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bundle;

/** A bundle that cannot be used or written; the message names the file, and what to do. */
public final class BundleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A refusal with this message. */
  public BundleException(String message) {
    super(message);
  }

  /** A refusal with this message, because of something else. */
  public BundleException(String message, Throwable cause) {
    super(message, cause);
  }
}
