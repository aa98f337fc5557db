// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.module;

import org.jspecify.annotations.Nullable;

/** A module that does not keep the contract; the message names the method, and what it must do. */
public final class ModuleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ModuleException(String message) {
    super(message);
  }

  ModuleException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
